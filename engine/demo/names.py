"""What is printed with the demo data."""

from engine.actor import Role

#: printed wherever demo data is shown; accounts with it are marked as demo accounts
PASSWORD = "einreise-bis-einbuergerung"  # noqa: S105  meant to be known

#: what a person is called in German
ROLE_NAMES = {
    Role.CLERK: "Sachbearbeitung",
    Role.CASE_MANAGER: "Case Management",
    Role.TEAM_LEAD: "Teamleitung",
    Role.HEAD_OF_OFFICE: "Amtsleitung",
    Role.PROCESS_OWNER: "Prozessverantwortung",
    Role.COORDINATOR: "KIM-Koordination",
    Role.STEERING_MEMBER: "Lenkungsgruppe",
    Role.ADMINISTRATOR: "Administration",
    Role.AUDITOR: "Revision",
    Role.GUEST: "Gast",
}

#: the people README.md goes through; where all are listed they are marked
IN_README = frozenset({"elif.oeztuerk", "amadou.diallo", "marta.wojcik", "soeren.juergens", "leyla.haddad"})
