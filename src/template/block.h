/* The tree of blocks: the document as template and plan say it, before any line is broken. Tags are this tree. */
#ifndef TEMPLATE_BLOCK_H
#define TEMPLATE_BLOCK_H

#include <libxml/tree.h>

#include "base/diagnostic.h"
#include "base/xml.h"
#include "image/image.h"
#include "template/style.h"

enum run_flag {
	RUN_BOLD = 1,
	RUN_ITALIC = 2,
	RUN_UNDERLINE = 4,
	RUN_SUBSCRIPT = 8,
	RUN_SUPERSCRIPT = 16,
	RUN_UPRIGHT = 32, /* whatever the style says: a run-in number in a bold title, say */
	RUN_LABEL = 64,   /* the mark of an item or note, no part of what it says */
};

/* A run of text: NFC, white space collapsed over the whole block, U+000A a forced line break. */
struct run {
	const char *text; /* NULL: room left blank for the pen */
	size_t length;
	mpt blank;
	unsigned flags; /* of enum run_flag, on top of the style */
	struct place place;
	const char *link;         /* URI, or "#id"; the mark of a note leads there; NULL: none */
	const struct block *note; /* the footnote that this run is the mark of; NULL: none */
};

enum block_kind {
	BLOCK_GROUP,     /* children below each other; no mark of its own */
	BLOCK_PARAGRAPH, /* runs */
	BLOCK_RULE,      /* a line under the paragraph before it, or across the column */
	BLOCK_ROW,       /* children (groups) side by side, first baselines aligned; never parted */
	BLOCK_PLACE,     /* a box with a name, where a signature will stand; it may hold pictures */
	BLOCK_SPACE,     /* vertical room */
	BLOCK_FRAME,     /* runs, centred in a box of four rules: a stamp */
	BLOCK_TABLE,     /* a ruled table: its children are tags, its cells stand in `table` */
	BLOCK_NOTE,      /* a footnote: one paragraph, set at the foot of the page that holds its mark */
	BLOCK_IMAGE,     /* a picture, on a line of its own or in a place */
};

/* How a picture is set: as wide as wanted (UNIT_NONE: its natural size), then smaller where its room wants it so. */
struct picture {
	const struct image *image;
	const char *alt; /* what it shows, in words; NULL: nothing is said */
	enum length_unit unit;
	mpt width;       /* in mpt, or 1/1000 of a per cent of the column */
	mpt most_height; /* 0: the page's */
	mpt cover;   /* in a place: it stands left of the one before and covers this share of it (1/1000 of a per cent) */
	bool titled; /* the next block is its title: they stay together */
};

enum vertical_alignment { VALIGN_TOP, VALIGN_MIDDLE, VALIGN_BOTTOM };

struct table_cell {
	const struct block *block; /* a group: what stands in the cell */
	uint32_t row, column, rowspan, colspan;
	enum vertical_alignment valign;
};

struct table_row {
	size_t first, count; /* cells that begin in the row */
	bool keep_next;      /* no page break after it */
};

/* UNIT_NONE: as wide as its content wants; UNIT_PERCENT: a share of the column of text. */
struct table_column {
	enum length_unit unit;
	mpt width;
};

/* How all tables of a template are drawn. */
struct table_format {
	mpt rule;                     /* thickness */
	mpt left, right, top, bottom; /* from a cell's rules to its text */
	mpt empty;                    /* height of what stands in a cell that is empty, to be written in by hand */
	enum alignment count_align;   /* of cells that the program numbers, where the plan does not say */
	const char *unit; /* how the unit of a table's figures is told: "Đơn vị tính: {unit}"; NULL: it alone */
};

struct table {
	const struct table_format *format;
	struct table_column *columns;
	struct table_row *rows;   /* the head's first: they stand again on every page */
	struct table_cell *cells; /* by row, then column */
	uint32_t column_count, row_count, head_rows;
	size_t cell_count;
};

/* A page master: A4 portrait unless the template says otherwise. */
struct page_master {
	const char *name; /* NULL: the one that others start from */
	mpt width, height;
	mpt top, bottom, left, right; /* margins */
	const struct style *number;   /* of the page number; NULL: none is printed */
	mpt number_top;               /* from the paper's edge to the top of the number's line */
	bool first_number;            /* is the number printed on the first page, too? */
	bool first_fit;               /* each page as full as it can be; else best-fit */
};

/* Where a group stands that is out of the flow: on the first page of its sequence. */
enum edge {
	EDGE_NONE, /* in the flow */
	EDGE_TOP,  /* in the top margin, above the text */
	EDGE_FOOT, /* at the foot of the text, whose room is smaller by its height */
};

struct block {
	enum block_kind kind;
	uint32_t id;               /* from 1, in reading order: index in the tree's list */
	const struct style *style; /* of paragraphs; of others: spacing, alignment and keeps; never NULL */
	const char *role;          /* structure type; NULL: no element of its own; "Artifact": not read out */
	struct place place;        /* of the element it comes from */
	const char *anchor;        /* where links to "#anchor" lead; NULL: none do */
	struct block *parent, *first, *last, *next;

	struct run *runs; /* PARAGRAPH, FRAME */
	size_t run_count;
	bool introduces; /* PARAGRAPH: a list, levels, a table or a figure below; no page ends between */

	/* RULE (FRAME: thickness): length in 1/1000 of a per cent of the last line above (of_line) or of the column, or in mpt if fixed. */
	bool of_line, fixed;
	mpt length, thickness;
	mpt height;       /* PLACE, SPACE, FRAME */
	mpt width;        /* FRAME; 0: as its text wants, with the style's left and right beside it */
	const char *name; /* PLACE */

	const struct table *table; /* TABLE */
	struct picture picture;    /* IMAGE */
	const struct page_master
		*master;      /* GROUP: it is a sequence of pages of its own; NULL: it goes on where it stands */
	bool page_before; /* GROUP: it begins a new page */
	enum edge edge;   /* GROUP: a child of a sequence */

	/* ROW: keep_lines_before lines of text before it stay on its page. Columns of the children. */
	int32_t keep_lines_before;
	bool split;                    /* ROW: what its longest column holds below all others may go on on the next page */
	bool level;                    /* ROW: its columns end on one line, for the last place or space in each grows */
	mpt column_left, column_width; /* of a row's child: 1/1000 of a per cent of the row's width */
};

/* How superscripts and subscripts are set: 1/1000 of a per cent of the text's size. */
struct script_format {
	mpt size, superscript, subscript; /* size; how far the baseline goes up */
};

/* The footnotes of a page: a rule, its length in 1/1000 of a per cent of the column, and room around it. */
struct note_format {
	mpt length, thickness, before, after;
};

struct tree {
	struct block *root;    /* a group, role "Document"; it and some of its children have page masters */
	struct block **blocks; /* by id; blocks[0] is NULL */
	uint32_t count;        /* ids run from 1 to count - 1 */
	struct script_format scripts;
	struct note_format notes;
	const char *title, *author, *language; /* for the file's information */
	const char *kind;                      /* what such a document is called: "Kế hoạch" */
	const char *date;                      /* ISO 8601, whole or partial; NULL: none */
	const struct image *images;            /* all pictures, the last one loaded first */
	const struct xml *source;              /* the plan's, for places in it; NULL: not at hand */
};

#endif
