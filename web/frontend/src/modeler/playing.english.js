// English for the texts of the player of tokens; the German ones are the keys.
export default {
  'Angabe {name}': 'Value {name}',
  'Angaben zum Ausrechnen: Text, Zahl, Tag oder ja/nein': 'Values to compute with: text, number, day or ja/nein',
  'Weiter': 'Go on',
  'gilt': 'holds',
  'gilt nicht': 'does not hold',
  'ohne Bedingung': 'without a condition',
  'sonst (Standardfluss)': 'otherwise (default flow)',
};
