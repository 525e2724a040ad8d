/* Styles of paragraphs, resolved: what a template says, with what it inherits. */
#ifndef TEMPLATE_STYLE_H
#define TEMPLATE_STYLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/length.h"

enum alignment { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT, ALIGN_JUSTIFY };

struct style {
	const char *name;
	const char *role; /* structure type of ISO 32000-1, 14.8.4 ("P", "H1") */
	const char *face; /* family */
	mpt size;
	bool bold, italic, capitals;
	uint32_t colour; /* 0xRRGGBB */
	enum alignment align;
	mpt indent;              /* of the first line */
	mpt left, right;         /* of the whole paragraph */
	mpt before, after;       /* between two paragraphs the larger one counts */
	mpt stretch;             /* how far that space may grow to fill a page */
	int32_t line;            /* line spacing in 1/1000 of the face's single spacing */
	bool greedy;             /* lines as full as they can be; else total-fit, where the text is justified */
	mpt space_shrink;        /* how far a word space may shrink, 1/1000 of a per cent of itself */
	bool keep_next;          /* no page break between this paragraph and the next */
	bool keep_lines;         /* no page break inside */
	int32_t widows, orphans; /* least number of lines after and before a page break */
};

#endif
