// Measures @getodk/xforms-engine on one form in one fresh process; prints one line of JSON.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { performance } from 'node:perf_hooks';

const [, , modules, form, job] = process.argv;
const require = createRequire(pathToFileURL(`${modules}/package.json`));
const { JSDOM } = require('jsdom');
const { window } = new JSDOM('<!doctype html>');
for (const name of Object.getOwnPropertyNames(window)) {
	if (/^[A-Z]/.test(name) && !(name in globalThis)) globalThis[name] = window[name];
}
globalThis.__dirname = modules; // its WebAssembly loader looks for these in Node
globalThis.require = require;
globalThis.window = window;
globalThis.document = window.document;
for (const name of ['DOMParser', 'XMLSerializer', 'XPathResult', 'XPathEvaluator', 'Node', 'Element', 'Document', 'Text', 'Attr', 'Comment']) {
	globalThis[name] = window[name];
}

const { loadForm } = await import(pathToFileURL(`${modules}/node_modules/@getodk/xforms-engine/dist/index.js`).href);
const xml = readFileSync(form, 'utf-8');
const timed = async (action) => {
	const start = performance.now();
	const result = await action();
	return [performance.now() - start, result];
};
const find = (node, reference) => {
	if (node.currentState.reference === reference) return node;
	for (const child of node.currentState.children ?? []) {
		const found = find(child, reference);
		if (found) return found;
	}
	return null;
};

const result = {};
const [parse, loaded] = await timed(() => loadForm(xml));
result.parse = parse;
if (loaded.status === 'failure') throw loaded.error;
const [instance, created] = await timed(() => loaded.createInstance());
result.instance = instance;
const { root } = created;
const set = (reference, value) => {
	const node = find(root, reference);
	const start = performance.now();
	if (node.nodeType === 'select') node.selectValue(value);
	else if (node.valueType === 'int') node.setValue(BigInt(value));
	else if (node.valueType === 'decimal') node.setValue(Number(value));
	else node.setValue(value);
	return performance.now() - start;
};
if (job === 'questions') {
	result.base = set('/data/base', '5');
	set('/data/g0/q0', 'yes');
	result.leaf = set('/data/g0/q1', '7');
} else if (job.startsWith('rows')) {
	const rows = Number(job.slice(5));
	set('/data/rate', '2');
	result.create = set('/data/n', String(rows));
	result.fill = set(`/data/row[${rows >> 1}]/qty`, '3');
}
if (globalThis.gc) globalThis.gc();
result.memory = process.memoryUsage().heapUsed / 1e6;
console.log(JSON.stringify(result));
process.exit(0);
