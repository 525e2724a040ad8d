#include "device/device.h"

#include "base/status.h"
#include "template/block.h"

static const struct block *block_of(const struct tree *tree, uint32_t id)
{
	return id && id < tree->count ? tree->blocks[id] : NULL;
}

static int draw_mark(struct device *device, const struct mark *mark)
{
	switch (mark->kind) {
	case MARK_TEXT:
		return device->verbs->text(device, mark);
	case MARK_RULE:
		return device->verbs->rule(device, mark);
	case MARK_IMAGE:
		return device->verbs->image(device, mark);
	case MARK_BOX:
		return device->verbs->box(device, mark);
	}
	return OK;
}

static int draw_page(struct device *device, const struct page *page, const struct tree *tree)
{
	TRY(device->verbs->begin_page(device, page));
	for (size_t i = 0; i < page->count;) {
		uint32_t id = page->marks[i].block;
		TRY(device->verbs->begin(device, block_of(tree, id)));
		for (; i < page->count && page->marks[i].block == id; i++) TRY(draw_mark(device, &page->marks[i]));
		TRY(device->verbs->end(device));
	}
	return device->verbs->end_page(device);
}

int device_draw(struct device *device, const struct pages *pages, struct buffer *out)
{
	for (size_t i = 0; i < pages->count; i++) TRY(draw_page(device, &pages->items[i], pages->tree));
	return device->verbs->close(device, out);
}

void device_drop(struct device *device)
{
	if (device) device->verbs->drop(device);
}
