#include "reader/reader.h"

#include <string.h>

#include "base/status.h"
#include "reader/attachments.h"
#include "reader/document.h"
#include "reader/verify.h"
#include "reader/xmp.h"

/* "PDF/A-3a", "PDF/A-4", "PDF/UA-1": claims, which are not checked. */
static void tell_conformance(struct document *document, const struct xmp *xmp)
{
	struct facts *facts = &document->facts;
	struct fact *list = fact_add(facts, document->root, FACT_LIST, "conformance");
	const char *part = xmp_text(xmp, XMP_PDFA, "part"), *level = xmp_text(xmp, XMP_PDFA, "conformance");
	const char *ua = xmp_text(xmp, XMP_PDFUA, "part");
	struct buffer text = {0};
	if (part) {
		buffer_format(&text, "PDF/A-%s", part);
		/* written "A", spoken of as PDF/A-3a */
		for (; level && *level; level++) buffer_char(&text, *level >= 'A' && *level <= 'Z' ? *level + 32 : *level);
		fact_text(facts, list, NULL, text.data ? text.data : "", text.length);
	}
	buffer_clear(&text);
	if (ua) {
		buffer_format(&text, "PDF/UA-%s", ua);
		fact_text(facts, list, NULL, text.data ? text.data : "", text.length);
	}
	if (text.failed) facts->failed = true;
	buffer_drop(&text);
}

/* From the information dictionary; where that is silent, from the XMP. */
static void tell_either(struct document *document, const char *key, qpdf_oh value, const char *xmp)
{
	if (!qpdf_oh_is_string(document->qpdf, value) && xmp)
		fact_text(&document->facts, document->root, key, xmp, strlen(xmp));
	else
		document_tell(document, document->root, key, value);
}

static void tell_information(struct document *document, const struct xmp *xmp)
{
	qpdf_oh information = document_key(document, qpdf_get_trailer(document->qpdf), "/Info");
	tell_either(document, "producer", document_key(document, information, "/Producer"),
				xmp_text(xmp, XMP_PDF, "Producer"));
	tell_either(document, "title", document_key(document, information, "/Title"),
				xmp_text(xmp, XMP_DUBLIN_CORE, "title"));
	tell_either(document, "author", document_key(document, information, "/Author"),
				xmp_text(xmp, XMP_DUBLIN_CORE, "creator"));
	qpdf_oh created = document_key(document, information, "/CreationDate");
	if (qpdf_oh_is_string(document->qpdf, created))
		document_tell_date(document, document->root, "created", created);
	else
		tell_either(document, "created", created, xmp_text(xmp, XMP_BASIC, "CreateDate"));
	tell_either(document, "language", document_catalog(document, "/Lang"), xmp_text(xmp, XMP_DUBLIN_CORE, "language"));
}

static void tell_tags(struct document *document)
{
	qpdf_oh marked = document_key(document, document_catalog(document, "/MarkInfo"), "/Marked");
	bool promised = qpdf_oh_is_bool(document->qpdf, marked) && qpdf_oh_get_bool_value(document->qpdf, marked);
	bool there = qpdf_oh_is_dictionary(document->qpdf, document_catalog(document, "/StructTreeRoot"));
	fact_flag(&document->facts, document->root, "tagged", promised && there);
	fact_flag(&document->facts, document->root, "encrypted", qpdf_is_encrypted(document->qpdf));
}

/* The catalog may raise the version that the first line says. */
static void tell_version(struct document *document)
{
	const char *version = qpdf_get_pdf_version(document->qpdf);
	qpdf_oh raised = document_catalog(document, "/Version");
	const char *name = qpdf_oh_is_name(document->qpdf, raised) ? qpdf_oh_get_name(document->qpdf, raised) + 1 : NULL;
	if (name && strcmp(name, version) > 0) version = name;
	fact_text(&document->facts, document->root, "pdf_version", version, strlen(version));
}

static int tell_all(struct document *document)
{
	const char *name = document->reading->name;
	struct xmp xmp;
	if (!qpdf_oh_is_dictionary(document->qpdf, document_key(document, qpdf_get_trailer(document->qpdf), "/Root")))
		return diagnostics_add(document->diagnostics, READER_DAMAGED, (struct place){.file = name}, "no /Root", NULL);
	TRY(xmp_read(&xmp, document));
	fact_text(&document->facts, document->root, "file", name, strlen(name));
	tell_version(document);
	tell_conformance(document, &xmp);
	tell_information(document, &xmp);
	tell_tags(document);
	tell_pages(document);
	tell_attachments(document);
	tell_signatures(document);
	xmp_tell_metadata(&xmp, document);
	xmp_drop(&xmp);
	return document_check(document);
}

static int info(struct buffer *out, const struct reading *reading, struct arena *arena, struct diagnostics *diagnostics)
{
	struct document document;
	int status = document_open(&document, reading, arena, diagnostics);
	if (status == OK) status = tell_all(&document);
	document_close(&document);
	if (status != OK) return status;
	if (reading->json)
		facts_write_json(document.root, out);
	else
		facts_write_text(document.root, reading->language, out);
	return out->failed ? ERR_MEMORY : OK;
}

extern const struct reader vanthu_reader;
__attribute__((visibility("default"))) const struct reader vanthu_reader = {
	.version = VANTHU_VERSION,
	.info = info,
	.extract = attachments_extract,
	.verifier_new = verifier_new,
	.verifier_drop = verifier_drop,
	.verifier_master = verifier_master,
	.verify = verifier_verify,
};
