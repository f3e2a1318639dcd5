// Lists in extension elements that are shown as rows: where they stand, and the names of the two columns.
export const INPUTS = { type: 'zeebe:IoMapping', list: 'inputParameters', item: 'zeebe:Input', names: ['target', 'source'] };
export const OUTPUTS = { ...INPUTS, list: 'outputParameters', item: 'zeebe:Output' };
export const HEADERS = { type: 'zeebe:TaskHeaders', list: 'values', item: 'zeebe:Header', names: ['key', 'value'] };
export const PROPERTIES = { type: 'zeebe:Properties', list: 'properties', item: 'zeebe:Property', names: ['name', 'value'] };
