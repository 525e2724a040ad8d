/* The structure tree: the tree of blocks, as readers go through it.
 *
 * A block with a role becomes an element; what has none belongs to the block around it. Six things differ:
 *   - headings that follow each other (number and title, kind and subject) are one. Its level is counted from the
 *     headings around it, whatever the style says: an untitled section leaves no gap;
 *   - an item's content stands in an LBody, its mark before that in an Lbl, as a note's does in the note;
 *   - what leads somewhere stands in a Link, the mark of a note with that in a Reference;
 *   - a cell, item or caption that holds a single paragraph is its own paragraph: a table needs half the elements;
 *   - the caption before a table is the table's first kid;
 *   - what shows nothing is left out, but for the parts of tables, whose grid must stay whole.
 *
 * Ids run in the order of reading, parents first: every step is one walk along them. */
#include <string.h>

#include "base/status.h"
#include "device/pdf.h"

enum { DEEPEST_HEADING = 6 };

struct kid {
	struct kid *next;
	const struct pdf_element *element; /* NULL: a piece */
	const struct pdf_piece *piece;
};

struct pdf_element {
	const char *type;
	const struct block *block;
	struct pdf_element *parent; /* NULL: of the root */
	struct pdf_object *object;
	struct pdf_object *body; /* LBody of an item, else the object: it has the kids */
	struct kid *first, *last;
	struct pdf_element *label; /* Lbl of an item or note; NULL: none */
	const struct table_cell *cell;
	struct pdf_element *merged; /* the block is part of this element; itself: it is one; NULL: artifact */
	const struct block *read;   /* its last child so far that is no artifact */
	bool used, has_heading;
	bool inner;       /* no block: Lbl, Link, Reference */
	uint8_t headings; /* around and in it so far */
};

static bool is_one_of(const char *role, const char *const *names)
{
	for (; *names; names++) {
		if (*role == **names && strcmp(role, *names) == 0) return true;
	}
	return false;
}

/* A role that PDF does not know is read as the plainest of its kind. */
static const char *standard_type(const struct block *block)
{
	static const char *const types[] = {
		"Document", "Part", "Art",   "Sect", "Div",  "BlockQuote", "Caption", "TOC",       "TOCI",     "Index", "P",
		"L",        "LI",   "Table", "TR",   "TH",   "TD",         "THead",   "TBody",     "TFoot",    "Span",  "Quote",
		"Note",     "Code", "Link",  "Lbl",  "Ruby", "Figure",     "Formula", "Reference", "BibEntry", NULL};
	if (block->role && is_one_of(block->role, types)) return block->role;
	return block->kind == BLOCK_PARAGRAPH ? "P" : "Div";
}

static bool is(const struct pdf_element *element, const char *type)
{
	return element->type && strcmp(element->type, type) == 0;
}

static bool is_table_part(const struct pdf_element *element)
{
	static const char *const types[] = {"THead", "TBody", "TFoot", "TR", "TH", "TD", NULL};
	return element->type && is_one_of(element->type, types);
}

static struct pdf_element *element_of(const struct pdf_structure *self, const struct block *block)
{
	return &self->elements[block->id];
}

/* Which element a block is, or is part of. `around`: that of its parent. */
static struct pdf_element *choose_element(struct pdf_structure *self, const struct block *block,
										  struct pdf_element *around)
{
	const struct block *before = block->parent ? element_of(self, block->parent)->read : NULL;
	if (!block->role) return around;
	if (before && pdf_heading_goes_on(before, block)) return element_of(self, before)->merged;
	if (pdf_is_heading(block)) return element_of(self, block);
	bool alone = block->parent && block->parent->first == block && !block->next && block->kind == BLOCK_PARAGRAPH;
	static const char *const holders[] = {"TD", "TH", "LI", "Caption", NULL};
	bool holds = around && around->type && around->block == block->parent && is_one_of(around->type, holders);
	if (alone && holds && strcmp(standard_type(block), "P") == 0) return around;
	return element_of(self, block);
}

static void note_cells(struct pdf_structure *self, const struct table *table)
{
	for (size_t i = 0; table && i < table->cell_count; i++)
		element_of(self, table->cells[i].block)->cell = &table->cells[i];
}

static void plan_element(struct pdf_structure *self, const struct block *block)
{
	struct pdf_element *element = element_of(self, block);
	struct pdf_element *around = block->parent ? element_of(self, block->parent)->merged : NULL;
	bool artifact = block->role && strcmp(block->role, "Artifact") == 0;
	element->block = block;
	if (artifact || (block->parent && !around)) return;
	element->merged = choose_element(self, block, around);
	if (block->parent) element_of(self, block->parent)->read = block;
	if (element->merged != element) return;
	element->parent = around;
	element->type = standard_type(block);
	if (is(element, "Caption") && block->next && block->next->kind == BLOCK_TABLE)
		element->parent = element_of(self, block->next);
	note_cells(self, block->table);
}

/* What shows something, and what that stands in. */
static void mark_used(struct pdf_structure *self, const struct pdf *pdf)
{
	const struct tree *tree = pdf->tree;
	const struct pdf_tags *tags = &pdf->tags;
	element_of(self, tree->root)->used = true;
	for (size_t i = 0; i < tags->count; i++) {
		struct pdf_element *element = self->elements[tags->pieces[i].block].merged;
		for (; element && !element->used; element = element->parent) element->used = true;
	}
	for (uint32_t id = 1; id < tree->count; id++) {
		struct pdf_element *element = &self->elements[id];
		if (is_table_part(element) && element->parent && element->parent->used) element->used = true;
	}
}

static int add_heading(struct pdf_structure *self, struct pdf *pdf, struct pdf_element *element)
{
	static const char *const types[] = {"H1", "H2", "H3", "H4", "H5", "H6"};
	struct pdf_element *around = element->parent;
	if (!around->has_heading) around->headings++;
	around->has_heading = true;
	int level = around->headings;
	if (level > self->level + 1) level = self->level + 1;
	if (level > DEEPEST_HEADING) level = DEEPEST_HEADING;
	self->level = level;
	element->type = types[level - 1];
	TRY(arena_grow(pdf->workshop->arena, &self->headings, self->heading_count, sizeof *self->headings));
	self->headings[self->heading_count++] = (struct pdf_heading){.first = element->block, .level = level};
	return OK;
}

static int make_object(struct pdf_structure *self, struct pdf *pdf, struct pdf_element *element)
{
	if (element->merged != element || !element->used) return OK;
	if (element->parent) element->headings = element->parent->headings;
	if (pdf_is_heading(element->block) && element->parent) TRY(add_heading(self, pdf, element));
	TRY(pdf_packed_new(&element->object, pdf));
	element->body = element->object;
	return is(element, "LI") ? pdf_packed_new(&element->body, pdf) : OK;
}

/* Kids. */

static int add_kid(struct pdf *pdf, struct pdf_element *parent, const struct pdf_element *element,
				   const struct pdf_piece *piece)
{
	struct kid *kid = arena_alloc(pdf->workshop->arena, sizeof *kid);
	if (!kid) return ERR_MEMORY;
	*kid = (struct kid){.element = element, .piece = piece};
	if (parent->last)
		parent->last->next = kid;
	else
		parent->first = kid;
	parent->last = kid;
	return OK;
}

/* An element that is no block. */
static int make_inner(struct pdf_element **out, struct pdf *pdf, struct pdf_element *parent, const char *type)
{
	struct pdf_element *made = *out = arena_alloc(pdf->workshop->arena, sizeof *made);
	if (!made) return ERR_MEMORY;
	made->type = type;
	made->inner = true;
	made->block = parent->block;
	made->parent = parent;
	TRY(pdf_packed_new(&made->object, pdf));
	made->body = made->object;
	return OK;
}

/* The inner element of that type at the end of a parent's kids; NULL: something else stands there. */
static struct pdf_element *last_inner(const struct pdf_element *parent, const char *type)
{
	const struct kid *last = parent->last;
	bool found = last && last->element && last->element->inner && is(last->element, type);
	return found ? (struct pdf_element *)last->element : NULL;
}

static int add_inner(struct pdf_element **out, struct pdf *pdf, struct pdf_element *parent, const char *type)
{
	TRY(make_inner(out, pdf, parent, type));
	return add_kid(pdf, parent, *out, NULL);
}

/* The Link element at the end of its parent's kids, in a Reference if it leads to a note: the same one for all lines of
 * a link. */
static int find_link(struct pdf_element **link, struct pdf *pdf, struct pdf_element *parent,
					 const struct pdf_piece *piece)
{
	const struct anchor *anchor = pages_anchor(pdf->laid, piece->link);
	bool note = anchor && anchor->block->kind == BLOCK_NOTE;
	struct pdf_element *around = note ? last_inner(parent, "Reference") : parent;
	*link = around ? last_inner(around, "Link") : NULL;
	if (*link && (*link)->first->piece->link == piece->link) return OK;
	if (note) TRY(add_inner(&around, pdf, parent, "Reference"));
	return add_inner(link, pdf, around, "Link");
}

/* The Lbl element of the item or note that the element is, or is a paragraph of; elsewhere a mark is text like any. */
static int find_label(struct pdf_element **element, struct pdf *pdf)
{
	struct pdf_element *owner = *element;
	if (is(owner, "P") && owner->parent && is(owner->parent, "LI")) owner = owner->parent;
	if (!is(owner, "LI") && !is(owner, "Note")) return OK;
	if (!owner->label) TRY(make_inner(&owner->label, pdf, owner, "Lbl"));
	*element = owner->label;
	return OK;
}

static int add_piece(struct pdf_structure *self, struct pdf *pdf, struct pdf_piece *piece)
{
	struct pdf_element *element = self->elements[piece->block].merged;
	if (piece->link) TRY(find_link(&element, pdf, element, piece));
	if (piece->label) TRY(find_label(&element, pdf));
	piece->owner = element->body;
	return add_kid(pdf, element, NULL, piece);
}

/* Pieces come by page; a stable order by block makes them kids in the order of reading. */
static int order_pieces(struct pdf_piece ***out, struct pdf *pdf)
{
	struct pdf_tags *tags = &pdf->tags;
	size_t blocks = pdf->tree->count;
	size_t *starts = arena_array(pdf->workshop->arena, blocks + 1, sizeof *starts);
	struct pdf_piece **order = arena_array(pdf->workshop->arena, tags->count + 1, sizeof(struct pdf_piece *));
	if (!starts || !order) return ERR_MEMORY;
	for (size_t i = 0; i < tags->count; i++) starts[tags->pieces[i].block + 1]++;
	for (size_t i = 1; i <= blocks; i++) starts[i] += starts[i - 1];
	for (size_t i = 0; i < tags->count; i++) order[starts[tags->pieces[i].block]++] = &tags->pieces[i];
	*out = order;
	return OK;
}

/* Objects are made in the order of reading, too: numbers near each other compress well. */
static int collect_kids(struct pdf_structure *self, struct pdf *pdf)
{
	struct pdf_piece **piece;
	TRY(order_pieces(&piece, pdf));
	struct pdf_piece **end = piece + pdf->tags.count;
	for (uint32_t id = 1; id < pdf->tree->count; id++) {
		struct pdf_element *element = &self->elements[id];
		TRY(make_object(self, pdf, element));
		if (element->object && element->parent) TRY(add_kid(pdf, element->parent, element, NULL));
		for (; piece < end && (*piece)->block == id; piece++) TRY(add_piece(self, pdf, *piece));
	}
	for (size_t i = 0; i < self->heading_count; i++) {
		struct pdf_heading *heading = &self->headings[i];
		const struct kid *kid = element_of(self, heading->first)->first;
		while (!kid->piece) kid = kid->element->first;
		heading->place = kid->piece;
	}
	return OK;
}

/* Writing. */

static void put_kid(struct pdf *pdf, const struct kid *kid, uint32_t page)
{
	struct buffer *text = &pdf->workshop->text;
	const struct pdf_piece *piece = kid->piece;
	if (!piece) {
		pdf_put_reference(text, kid->element->object);
	} else if (!piece->annotation && piece->page == page) {
		buffer_integer(text, piece->mcid);
	} else {
		buffer_text(text, piece->annotation ? "<</Type/OBJR" : "<</Type/MCR");
		if (piece->page != page) {
			buffer_text(text, "/Pg ");
			pdf_put_reference(text, pdf->pages[piece->page]);
		}
		buffer_text(text, piece->annotation ? "/Obj " : "/MCID ");
		if (piece->annotation)
			pdf_put_reference(text, piece->annotation);
		else
			buffer_integer(text, piece->mcid);
		buffer_text(text, ">>");
	}
}

/* The page that the first piece stands on is said once. `label`: before all others; NULL: none. */
static void put_kids(struct pdf *pdf, const struct pdf_element *element, const struct pdf_element *label)
{
	struct buffer *text = &pdf->workshop->text;
	const struct kid before = {.next = element->first, .element = label}, *first = label ? &before : element->first;
	uint32_t page = UINT32_MAX;
	for (const struct kid *kid = first; kid && page == UINT32_MAX; kid = kid->next) {
		if (kid->piece) page = kid->piece->page;
	}
	if (page != UINT32_MAX) {
		buffer_text(text, "/Pg ");
		pdf_put_reference(text, pdf->pages[page]);
	}
	if (!first) return;
	buffer_text(text, first->next ? "/K[" : "/K ");
	for (const struct kid *kid = first; kid; kid = kid->next) {
		if (kid != first) buffer_char(text, ' ');
		put_kid(pdf, kid, page);
	}
	if (first->next) buffer_char(text, ']');
}

static void put_cell(struct buffer *text, const struct pdf_element *element)
{
	const struct table_cell *cell = element->cell;
	const struct block *row = element->block->parent;
	bool header = is(element, "TH"),
		 head = row && row->parent && row->parent->role && !strcmp(row->parent->role, "THead");
	uint32_t columns = cell ? cell->colspan : 1, rows = cell ? cell->rowspan : 1;
	if (!header && columns == 1 && rows == 1) return;
	buffer_text(text, "/A<</O/Table");
	if (header) buffer_text(text, head ? "/Scope/Column" : "/Scope/Row");
	if (columns > 1) buffer_format(text, "/ColSpan %u", (unsigned)columns);
	if (rows > 1) buffer_format(text, "/RowSpan %u", (unsigned)rows);
	buffer_text(text, ">>");
}

/* A note needs an identifier; they stand in the tree in order. */
static void put_note(struct pdf *pdf, const struct pdf_element *element)
{
	char id[16];
	snprintf(id, sizeof id, "(n%010u)", (unsigned)element->block->id);
	buffer_text(&pdf->workshop->text, "/ID");
	buffer_text(&pdf->workshop->text, id);
	buffer_text(&pdf->workshop->notes, id);
	pdf_put_reference(&pdf->workshop->notes, element->object);
}

/* A picture says where it stands. */
static void put_figure(struct pdf *pdf, const struct pdf_element *element)
{
	struct buffer *text = &pdf->workshop->text;
	const struct pdf_piece *piece = element->first ? element->first->piece : NULL;
	if (element->block->picture.alt) {
		buffer_text(text, "/Alt");
		pdf_put_text(text, element->block->picture.alt);
	}
	if (!piece || !piece->box[3]) return;
	buffer_text(text, "/A<</O/Layout/BBox");
	pdf_put_box(text, piece->box[0], piece->box[1], piece->box[2], piece->box[3]);
	buffer_text(text, ">>");
}

static void put_attributes(struct pdf *pdf, const struct pdf_element *element)
{
	if (is(element, "TH") || is(element, "TD")) put_cell(&pdf->workshop->text, element);
	if (is(element, "Note")) put_note(pdf, element);
	if (is(element, "Figure")) put_figure(pdf, element);
}

static int write_element(struct pdf *pdf, const struct pdf_element *element, const struct pdf_object *root)
{
	struct buffer *text = &pdf->workshop->text;
	const struct pdf_element *around = element->parent, *label = element->label;
	buffer_text(text, "/S/");
	buffer_text(text, element->type);
	buffer_text(text, "/P ");
	pdf_put_reference(text, !around ? root : element == around->label ? around->object : around->body);
	put_attributes(pdf, element);
	if (element->body != element->object) {
		buffer_text(text, label ? "/K[" : "/K ");
		if (label) pdf_put_reference(text, label->object);
		if (label) buffer_char(text, ' ');
		pdf_put_reference(text, element->body);
		if (label) buffer_char(text, ']');
		label = NULL;
		TRY(pdf_object_set(element->object));
		buffer_text(text, "/S/LBody/P ");
		pdf_put_reference(text, element->object);
	}
	put_kids(pdf, element, label);
	return pdf_object_set(element->body);
}

/* Those among the kids that are no blocks, and what they hold; labels are no kids. */
static int write_inner(struct pdf *pdf, const struct pdf_element *element, const struct pdf_object *root)
{
	for (const struct kid *kid = element->first; kid; kid = kid->next) {
		if (!kid->element || !kid->element->inner) continue;
		TRY(write_element(pdf, kid->element, root));
		TRY(write_inner(pdf, kid->element, root));
	}
	return OK;
}

static int write_elements(const struct pdf_structure *self, struct pdf *pdf)
{
	for (uint32_t id = 1; id < pdf->tree->count; id++) {
		const struct pdf_element *element = &self->elements[id];
		if (!element->object) continue;
		TRY(write_element(pdf, element, self->root));
		if (element->label) TRY(write_element(pdf, element->label, self->root));
		TRY(write_inner(pdf, element, self->root));
	}
	return OK;
}

/* From pages and annotations back to elements. Keys were given as pages came: to a page, then to its annotations. */
static int write_parents(struct pdf_object *parents, struct pdf *pdf)
{
	const struct pdf_tags *tags = &pdf->tags;
	struct buffer *text = &pdf->workshop->text;
	size_t at = 0;
	uint32_t key = 0;
	buffer_text(text, "/Nums[");
	for (uint32_t page = 0; page < pdf->page_count; page++) {
		size_t end = at;
		buffer_integer(text, key++);
		buffer_char(text, '[');
		for (; end < tags->count && tags->pieces[end].page == page; end++) {
			if (tags->pieces[end].annotation) continue;
			if (tags->pieces[end].mcid) buffer_char(text, ' ');
			pdf_put_reference(text, tags->pieces[end].owner);
		}
		buffer_char(text, ']');
		for (; at < end; at++) {
			if (!tags->pieces[at].annotation) continue;
			buffer_integer(text, key++);
			buffer_char(text, ' ');
			pdf_put_reference(text, tags->pieces[at].owner);
			buffer_char(text, ' ');
		}
	}
	buffer_char(text, ']');
	return pdf_object_set(parents);
}

static int write_root(const struct pdf_structure *self, struct pdf *pdf)
{
	struct buffer *text = &pdf->workshop->text;
	const struct buffer *notes = &pdf->workshop->notes;
	buffer_text(text, "/Type/StructTreeRoot/K ");
	pdf_put_reference(text, element_of(self, pdf->tree->root)->object);
	buffer_text(text, "/ParentTree ");
	pdf_put_reference(text, self->parents);
	buffer_number(text, "/ParentTreeNextKey ", pdf->tags.key);
	if (notes->length) {
		buffer_text(text, "/IDTree<</Names[");
		buffer_put(text, notes->data, notes->length);
		buffer_text(text, "]>>");
	}
	return notes->failed ? ERR_MEMORY : pdf_object_set(self->root);
}

int pdf_structure_plan(struct pdf_structure *structure, struct pdf *pdf)
{
	const struct tree *tree = pdf->tree;
	*structure = (struct pdf_structure){0};
	structure->elements = arena_array(pdf->workshop->arena, tree->count, sizeof *structure->elements);
	if (!structure->elements) return ERR_MEMORY;
	for (uint32_t id = 1; id < tree->count; id++) plan_element(structure, tree->blocks[id]);
	mark_used(structure, pdf);
	TRY(pdf_packed_new(&structure->root, pdf));
	TRY(pdf_packed_new(&structure->parents, pdf));
	return collect_kids(structure, pdf);
}

int pdf_structure_write(struct pdf_structure *structure, struct pdf *pdf)
{
	buffer_clear(&pdf->workshop->notes);
	TRY(write_elements(structure, pdf));
	TRY(write_parents(structure->parents, pdf));
	return write_root(structure, pdf);
}
