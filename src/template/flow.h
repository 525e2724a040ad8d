/* The flow of a template, compiled: a tree of instructions that bind.c carries out. Internal to template/. */
#ifndef TEMPLATE_FLOW_H
#define TEMPLATE_FLOW_H

#include <libxml/xpath.h>

#include "plan/numbering.h"
#include "template/block.h"
#include "template/template.h"

enum verb {
	VERB_TEXT,     /* literal text */
	VERB_VALUE,    /* the value of an expression; room for the pen if it is empty */
	VERB_BREAK,    /* a forced line break */
	VERB_FORMAT,   /* children in bold, italic ..., or as the mark of an item */
	VERB_BLOCK,    /* a paragraph */
	VERB_GROUP,    /* children below each other */
	VERB_SEQUENCE, /* children on pages of their own */
	VERB_ROW,      /* cells side by side */
	VERB_CELL,
	VERB_RULE,
	VERB_PLACE,
	VERB_SPACE,
	VERB_IMAGE,
	VERB_FRAME, /* a paragraph in a box */
	VERB_EDGE,  /* children at the top or foot of the first page */
	VERB_FOR_EACH,
	VERB_IF,     /* also a branch of choose */
	VERB_CHOOSE, /* the first branch whose test holds */
	VERB_USE,    /* a part by name; children are those of the part */
	VERB_BODY,   /* the plan's own blocks and levels */
};

struct instruction {
	enum verb verb;
	struct place place;
	const struct style *style;
	const char *role;
	const struct page_master *master; /* SEQUENCE */
	bool page_before;                 /* GROUP */
	enum edge edge;                   /* EDGE */
	xmlXPathCompExpr *select;         /* FOR_EACH, VALUE, IMAGE; the test of IF: NULL holds always */

	const char *text;      /* TEXT; PLACE: its name; IMAGE: alt; BLOCK, BODY: the end mark, or NULL */
	bool small_first;      /* VALUE: with a small first letter, as inside a sentence */
	unsigned flags;        /* FORMAT: of enum run_flag */
	mpt blank;             /* VALUE */
	int32_t zero_below;    /* VALUE: numbers below that get a leading zero */
	const char *otherwise; /* VALUE: what is printed if it is empty */

	bool of_line, fixed; /* RULE: as in struct block */
	mpt length, thickness;
	mpt height;                  /* PLACE, SPACE, FRAME; IMAGE: at most; 0: any */
	enum length_unit width_unit; /* IMAGE: as in struct picture */
	mpt width, cover;            /* FRAME, IMAGE */

	int32_t keep_lines_before;     /* ROW */
	bool level, split;             /* ROW */
	mpt column_left, column_width; /* CELL */
	const mpt *columns;            /* ROW: widths, 1/1000 of a per cent */
	size_t column_count;

	struct instruction *first, *last, *next;
};

/* How the body is set: from the template's <body>, <level> and <marks>. */
struct body_format {
	const char *lead;              /* added to a lead that no mark ends: ":" */
	const char *const *list_marks; /* by depth */
	size_t list_depth;
};

/* How one level stands on the page, beside its numbers' format. */
struct level_style {
	const char *element;              /* "section"; "clause/clause" */
	const struct style *number;       /* of a number on a line of its own, over the title; NULL: on one line with it */
	const struct style *title, *text; /* number and title; number and text, without a title */
	bool bold_number;                 /* a number before text */
};

struct named_style {
	const struct style *style;
	const char *name;
};

struct template
{
	struct arena *arena;
	struct xml *files; /* the template itself last, what it extends before it */
	size_t file_count;
	struct style **styles;
	size_t style_count;
	bool circle; /* a style extends itself */
	struct page_master **masters;
	size_t master_count;
	struct script_format scripts;
	struct table_format tables;
	struct note_format notes;
	struct numbering numbering;
	struct level_format *level_formats; /* = numbering.levels */
	struct level_style *level_styles;   /* in the same order */
	struct body_format body;
	const char *const *typed_marks; /* end marks that people type and the program replaces, longest first */
	size_t typed_mark_count;
	struct instruction *document; /* the flow of the whole */
	struct instruction *title;    /* inline: the document's title for the file's information */
	struct instruction *author;
	xmlXPathCompExpr **expressions; /* all that were compiled, to be given back */
	size_t expression_count;
	xmlXPathContext *context;
	struct diagnostics *diagnostics; /* while loading */
};

/* The style of that name; NULL if there is none. */
const struct style *template_style(const struct template *template, const char *name);

/* The page master of that name, or the nameless one (NULL); NULL if there is none. */
const struct page_master *template_master(const struct template *template, const char *name);

/* style.c: styles, page, numbering. flow.c: parts into instructions. Errors are in the diagnostics. */
int template_read_styles(struct template *template);
int template_read_page(struct template *template);
int template_read_numbering(struct template *template);
int template_compile_flow(struct template *template);

/* The last part of that name in files[0] to files[end - 1], and its file's index; NULL if there is none. */
const xmlNode *template_part(const struct template *template, const char *name, size_t end, size_t *file);

/* How the kind of document with that abbreviation is called ("Kế hoạch"); NULL: the template does not say. */
const char *template_kind_name(const struct template *template, const char *code);

/* A style like `base` with the style attributes that `node` carries; `base` itself if it carries none. */
int template_styled(const struct style **style, struct template *template, const xmlNode *node,
					const struct style *base);

#endif
