// The schema of Camunda's extension elements, with the one the package has left out: what a thrown message says.
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe.json';

const text = (name) => ({ name, type: 'String', isAttr: true });
const PUBLISH = { name: 'PublishMessage', superClass: ['Element'], properties: ['correlationKey', 'timeToLive', 'messageId'].map(text) };

export default { ...zeebe, types: [...zeebe.types, PUBLISH] };
