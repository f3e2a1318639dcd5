"""What the schema of BPMN 2.0.2 allows: the attributes and children of every element, in their order.

Written from the tables of the standard (clauses 8 to 11). One line per element or abstract type:

    name: what it extends | attributes | children

An attribute ends in `!` where it must be there; behind `=` stands what its value may be: `bool`, `int`, `id`,
`uri`, or the values themselves. A child ends in `?` (at most one), `*` (any number) or `+` (at least one) and
stands for exactly one without; `%` names a group, whose members follow in `GROUPS`. `open` children may be anything.

Laxer than the schema in two points that cost nobody anything: the namespace of a file and the names of links.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

#: abstract types begin with a capital letter and have no tag
TYPES = """
Base: | id=id | documentation* extensionElements?
Root: Base
documentation: | id=id textFormat | open
extensionElements: | | open
definitions: | id=id name targetNamespace expressionLanguage=uri typeLanguage=uri exporter exporterVersion \
| import* extension* %root* relationship*
import: | namespace! location! importType! |
extension: | definition mustUnderstand=bool | documentation*
relationship: Base | type! direction=None/Forward/Backward/Both | source+ target+

Callable: Root | name | supportedInterfaceRef* ioSpecification? ioBinding*
ioBinding: Base | operationRef inputDataRef outputDataRef |
process: Callable | processType=None/Public/Private isClosed=bool isExecutable=bool definitionalCollaborationRef \
| auditing? monitoring? property* laneSet* %flow* %artifact* %role* correlationSubscription* supports*
auditing: Base
monitoring: Base
globalTask: Callable | | %role*
globalUserTask: globalTask | implementation | rendering*
globalManualTask: globalTask
globalBusinessRuleTask: globalTask | implementation |
globalScriptTask: globalTask | scriptLanguage | script?
rendering: Base | | open

Flow: Base | name | auditing? monitoring? categoryValueRef*
Node: Flow | | incoming* outgoing*
sequenceFlow: Flow | sourceRef targetRef isImmediate=bool | conditionExpression?

Activity: Node | isForCompensation=bool startQuantity=int completionQuantity=int default \
| ioSpecification? property* dataInputAssociation* dataOutputAssociation* %role* %loop?
task: Activity
manualTask: Activity
userTask: Activity | implementation | rendering*
serviceTask: Activity | implementation operationRef |
sendTask: Activity | implementation messageRef operationRef |
receiveTask: Activity | implementation instantiate=bool messageRef operationRef |
scriptTask: Activity | scriptFormat | script?
script: | | open
businessRuleTask: Activity | implementation |
callActivity: Activity | calledElement |
subProcess: Activity | triggeredByEvent=bool | laneSet* %flow* %artifact*
transaction: subProcess | method |
adHocSubProcess: subProcess | cancelRemainingInstances=bool ordering=Parallel/Sequential | completionCondition?
multiInstanceLoopCharacteristics: Base \
| isSequential=bool behavior=None/One/All/Complex oneBehaviorEventRef noneBehaviorEventRef \
| loopCardinality? loopDataInputRef? loopDataOutputRef? inputDataItem? outputDataItem? complexBehaviorDefinition* \
completionCondition?
standardLoopCharacteristics: Base | testBefore=bool loopMaximum=int | loopCondition?
complexBehaviorDefinition: Base | | condition event?
event: implicitThrowEvent

Event: Node | | property*
Catch: Event | parallelMultiple=bool \
| dataOutput* dataOutputAssociation* outputSet? %definition* eventDefinitionRef*
Throw: Event | | dataInput* dataInputAssociation* inputSet? %definition* eventDefinitionRef*
startEvent: Catch | isInterrupting=bool |
intermediateCatchEvent: Catch
boundaryEvent: Catch | cancelActivity=bool attachedToRef |
intermediateThrowEvent: Throw
implicitThrowEvent: Throw
endEvent: Throw
messageEventDefinition: Root | messageRef | operationRef?
timerEventDefinition: Root | | timeDate? timeDuration? timeCycle?
signalEventDefinition: Root | signalRef |
errorEventDefinition: Root | errorRef |
escalationEventDefinition: Root | escalationRef |
conditionalEventDefinition: Root | | condition
compensateEventDefinition: Root | waitForCompletion=bool activityRef |
cancelEventDefinition: Root
terminateEventDefinition: Root
linkEventDefinition: Root | name | source* target?

Gateway: Node | gatewayDirection=Unspecified/Converging/Diverging/Mixed |
exclusiveGateway: Gateway | default |
inclusiveGateway: Gateway | default |
parallelGateway: Gateway
complexGateway: Gateway | default | activationCondition?
eventBasedGateway: Gateway | instantiate=bool eventGatewayType=Exclusive/Parallel |

Expression: Base | language=uri evaluatesToTypeRef |
conditionExpression: Expression
timeDate: Expression
timeDuration: Expression
timeCycle: Expression
condition: Expression
loopCondition: Expression
loopCardinality: Expression
completionCondition: Expression
activationCondition: Expression
transformation: Expression
from: Expression
to: Expression
messagePath: Expression
dataPath: Expression
expression: Expression
formalExpression: Expression

ioSpecification: Base | | dataInput* dataOutput* inputSet+ outputSet+
dataInput: Base | name itemSubjectRef isCollection=bool | dataState?
dataOutput: dataInput
inputDataItem: dataInput
outputDataItem: dataInput
inputSet: Base | name | dataInputRefs* optionalInputRefs* whileExecutingInputRefs* outputSetRefs*
outputSet: Base | name | dataOutputRefs* optionalOutputRefs* whileExecutingOutputRefs* inputSetRefs*
dataInputAssociation: Base | | sourceRef* targetRef transformation? assignment*
dataOutputAssociation: dataInputAssociation
assignment: Base | | from to
property: Base | name itemSubjectRef | dataState?
dataState: Base | name |
dataObject: Flow | itemSubjectRef isCollection=bool | dataState?
dataObjectReference: Flow | itemSubjectRef dataObjectRef | dataState?
dataStoreReference: Flow | itemSubjectRef dataStoreRef | dataState?
dataStore: Root | name capacity=int isUnlimited=bool itemSubjectRef | dataState?

laneSet: Base | name | lane*
childLaneSet: laneSet
lane: Base | name partitionElementRef | partitionElement? flowNodeRef* childLaneSet?
partitionElement: Base | | open
resourceRole: Base | name | resourceRef? resourceParameterBinding* resourceAssignmentExpression?
performer: resourceRole
humanPerformer: resourceRole
potentialOwner: resourceRole
resourceParameterBinding: Base | parameterRef | %expression
resourceAssignmentExpression: Base | | %expression
association: Base | sourceRef targetRef associationDirection=None/One/Both |
group: Base | categoryValueRef |
textAnnotation: Base | textFormat | text?
text: | | open

category: Root | name | categoryValue*
categoryValue: Base | value |
correlationProperty: Root | name type | correlationPropertyRetrievalExpression+
correlationPropertyRetrievalExpression: Base | messageRef | messagePath
correlationKey: Base | name | correlationPropertyRef*
correlationSubscription: Base | correlationKeyRef | correlationPropertyBinding*
correlationPropertyBinding: Base | correlationPropertyRef | dataPath
endPoint: Root
error: Root | name errorCode structureRef |
escalation: Root | name escalationCode structureRef |
signal: Root | name structureRef |
message: Root | name itemRef |
itemDefinition: Root | structureRef isCollection=bool itemKind=Information/Physical |
interface: Root | name! implementationRef | operation+
operation: Base | name! implementationRef | inMessageRef outMessageRef? errorRef*
partnerEntity: Root | name | participantRef*
partnerRole: partnerEntity
resource: Root | name! | resourceParameter*
resourceParameter: Base | name type isRequired=bool |

collaboration: Root | name isClosed=bool | participant* messageFlow* %artifact* %conversation* \
conversationAssociation* participantAssociation* messageFlowAssociation* correlationKey* choreographyRef* \
conversationLink*
globalConversation: collaboration
choreography: collaboration | | %flow*
globalChoreographyTask: choreography | initiatingParticipantRef |
participant: Base | name processRef | interfaceRef* endPointRef* participantMultiplicity?
participantMultiplicity: Base | minimum=int maximum=int |
participantAssociation: Base | | innerParticipantRef outerParticipantRef
messageFlow: Base | name sourceRef targetRef messageRef |
messageFlowAssociation: Base | innerMessageFlowRef outerMessageFlowRef |
conversationAssociation: Base | innerConversationNodeRef outerConversationNodeRef |
conversationLink: Base | name sourceRef targetRef |
Conversation: Base | name | participantRef* messageFlowRef* correlationKey*
conversation: Conversation
subConversation: Conversation | | %conversation*
callConversation: Conversation | calledCollaborationRef | participantAssociation*
Choreography: Node | initiatingParticipantRef loopType=None/Standard/MultiInstanceSequential/MultiInstanceParallel \
| participantRef+ correlationKey*
choreographyTask: Choreography | | messageFlowRef+
callChoreography: Choreography | calledChoreographyRef | participantAssociation*
subChoreography: Choreography | | %flow* %artifact*
"""

GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "root": "category collaboration choreography globalChoreographyTask globalConversation correlationProperty "
        "dataStore endPoint error escalation signal message itemDefinition interface partnerEntity partnerRole "
        "process globalTask globalUserTask globalManualTask globalScriptTask globalBusinessRuleTask resource "
        "messageEventDefinition timerEventDefinition signalEventDefinition errorEventDefinition "
        "escalationEventDefinition conditionalEventDefinition compensateEventDefinition cancelEventDefinition "
        "terminateEventDefinition linkEventDefinition",
        "flow": "sequenceFlow task manualTask userTask serviceTask sendTask receiveTask scriptTask businessRuleTask "
        "callActivity subProcess transaction adHocSubProcess startEvent intermediateCatchEvent boundaryEvent "
        "intermediateThrowEvent implicitThrowEvent endEvent exclusiveGateway inclusiveGateway parallelGateway "
        "complexGateway eventBasedGateway dataObject dataObjectReference dataStoreReference choreographyTask "
        "callChoreography subChoreography",
        "artifact": "association group textAnnotation",
        "role": "resourceRole performer humanPerformer potentialOwner",
        "loop": "multiInstanceLoopCharacteristics standardLoopCharacteristics",
        "definition": "messageEventDefinition timerEventDefinition signalEventDefinition errorEventDefinition "
        "escalationEventDefinition conditionalEventDefinition compensateEventDefinition cancelEventDefinition "
        "terminateEventDefinition linkEventDefinition",
        "expression": "expression formalExpression",
        "conversation": "conversation subConversation callConversation",
    }
)
