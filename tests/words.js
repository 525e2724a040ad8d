// What pdf.js reads in PDFs, in the order of their contents. FOLDER is pdfjs-dist's. For each NAME.pdf, NAME.pdfjs is the
// text, and NAME.parted the same with a line's end wherever pdftotext -raw sees one inside a word.
//
// Two readers go by place where the contents say more, and each has one blind spot, in its source:
//   - pdf.js (compareWithLastPosition) ends an item, but no line, where text goes back to the left on the same line, and
//     forgets a space there: the last word of a cell and the first one of a cell before it and as high. An item that
//     begins a fifth of its size or more before the end of the last one is a word of its own here.
//   - pdftotext -raw (TextPage::dump) takes for a line of its own what stands half a size (of the letters before) higher
//     or lower, as a letter after a raised one does: "m2" and ".".
'use strict';
const fs = require('fs');
const path = require('path');

const [folder, ...files] = process.argv.slice(2);

async function read(pdfjs, file) {
	const data = new Uint8Array(fs.readFileSync(file));
	const task = pdfjs.getDocument({data, isEvalSupported: false, verbosity: 0, disableFontFace: true});
	const document = await task.promise;
	let text = '', parted = '';
	for (let number = 1; number <= document.numPages; number++) {
		const page = await document.getPage(number);
		const {items} = await page.getTextContent({disableNormalization: true});
		let before = null;
		for (const item of items) {
			if (!item.str && !item.hasEOL) continue;
			const [, , , size, x, y] = item.transform;
			const back = before && x < before.end - size / 5;
			const off = before && Math.abs(y - before.y) >= before.size / 2;
			const end = item.hasEOL ? '\n' : '';
			text += (back ? '\n' : '') + item.str + end;
			parted += (back || off ? '\n' : '') + item.str + end;
			before = {y, size, end: x + item.width};
		}
		text += '\n';
		parted += '\n';
	}
	await task.destroy();
	return {text, parted};
}

async function main() {
	console.warn = () => {}; // it misses a canvas, which text does not need
	console.log = () => {};
	const pdfjs = require(path.join(path.resolve(folder), 'legacy/build/pdf.js'));
	for (const file of files) {
		const {text, parted} = await read(pdfjs, file);
		const name = file.replace(/\.pdf$/, '');
		fs.writeFileSync(name + '.pdfjs', text);
		fs.writeFileSync(name + '.parted', parted);
		if (text === text.normalize('NFC')) continue;
		console.error(`${file}: not all text is in NFC`);
		process.exitCode = 1;
	}
}

main().catch((error) => {
	console.error(error);
	process.exitCode = 1;
});
