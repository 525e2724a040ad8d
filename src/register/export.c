/* The register as a spreadsheet reads it. */
#include <string.h>

#include "base/csv.h"
#include "base/status.h"
#include "register/internal.h"

/* Appendix IV's headings, then what the program knows besides. */
static const char *const headings[] = {
	"Số, ký hiệu văn bản",
	"Ngày tháng văn bản",
	"Tên loại và trích yếu nội dung văn bản",
	"Người ký",
	"Nơi nhận văn bản",
	"Đơn vị, người nhận bản lưu",
	"Số lượng bản",
	"Ngày chuyển",
	"Ký nhận",
	"Ghi chú",
	"Cơ quan",
	"Năm",
	"Trạng thái",
	"Tệp",
	"SHA-256",
};

static const char *const states[] = {
	[ENTRY_RESERVED] = "chưa phát hành",
	[ENTRY_ISSUED] = "đã phát hành",
	[ENTRY_VOID] = "bỏ số",
};

/* ISO 8601 as Vietnamese offices write it: 07/02/2022. */
static void put_date(struct buffer *out, const char *date)
{
	if (!date || strlen(date) < sizeof "2022-02-07" - 1) return;
	buffer_format(out, "%.2s/%.2s/%.4s", date + 8, date + 5, date);
}

static int put_entry(void *context, const struct entry *entry)
{
	struct buffer *out = context, code = {0};
	const char *const texts[] = {entry->title, entry->signer, entry->recipients, entry->kept_by};
	buffer_format(&code, "%02lld%s", (long long)entry->number, entry->symbol ? entry->symbol : "");
	buffer_char(&code, '\0');
	csv_cell(out, code.failed ? NULL : code.data);
	buffer_char(out, ',');
	put_date(out, entry->date);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		buffer_char(out, ',');
		csv_cell(out, texts[i]);
	}
	buffer_char(out, ',');
	if (entry->copies) buffer_integer(out, entry->copies);
	buffer_char(out, ',');
	put_date(out, entry->sent);
	buffer_text(out, ",,"); /* Ký nhận is the pen's */
	csv_cell(out, entry->note);
	buffer_char(out, ',');
	csv_cell(out, entry->key.organ);
	buffer_format(out, ",%d,%s,", entry->key.year, states[entry->state]);
	csv_cell(out, entry->file);
	buffer_format(out, ",%s\n", entry->sha256 ? entry->sha256 : "");
	bool failed = code.failed || out->failed;
	buffer_drop(&code);
	return failed ? ERR_MEMORY : OK;
}

int registry_export(struct buffer *out, struct registry *registry, const struct entry_filter *filter,
					struct diagnostics *diagnostics)
{
	buffer_text(out, "\xEF\xBB\xBF");
	for (size_t i = 0; i < sizeof headings / sizeof *headings; i++) {
		if (i) buffer_char(out, ',');
		csv_cell(out, headings[i]);
	}
	buffer_char(out, '\n');
	TRY(registry_list(registry, filter, put_entry, out, diagnostics));
	return out->failed ? ERR_MEMORY : OK;
}
