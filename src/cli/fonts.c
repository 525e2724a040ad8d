/* fonts: which files are used for a family's four faces. */
#include "base/status.h"
#include "cli/command.h"
#include "text/font.h"

/* One line: family asked for, weight and slant, family found, file. */
static int list_face(struct run *run, struct fonts *fonts, const char *family, bool bold, bool italic,
					 struct buffer *out)
{
	const struct face *face;
	TRY(fonts_face(&face, fonts, family, bold, italic, (struct place){0}, run->diagnostics));
	const char *shape = bold ? italic ? "bold italic" : "bold" : italic ? "italic" : "regular";
	buffer_format(out, "%s\t%s\t%s\t%s\n", family, shape, face->found, face->file);
	return OK;
}

static int list_family(struct run *run, struct fonts *fonts, const char *family, struct buffer *out)
{
	int worst = OK;
	for (int i = 0; i < 4; i++) {
		int status = list_face(run, fonts, family, i & 1, i & 2, out);
		if (status > worst) worst = status;
	}
	return worst;
}

int fonts_run(struct run *run)
{
	static const char *const usual[] = {"Times New Roman"}; /* II.1 of the decree */
	const char *const *families = run->count ? run->operands : usual;
	size_t count = run->count ? run->count : sizeof usual / sizeof *usual;
	struct fonts *fonts = NULL;
	struct buffer out = {0};
	const char *data = data_folder(run);
	int status = data ? fonts_open(&fonts, data, run->diagnostics) : ERR_MEMORY;
	for (size_t i = 0; fonts && i < count; i++) {
		int family = list_family(run, fonts, families[i], &out);
		if (family > status) status = family;
	}
	fonts_drop(fonts);
	return command_put(run, &out, status);
}
