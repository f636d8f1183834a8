/* document.c - see document.h. */
#include "page/document.h"

#include "page/assets.h"

#include <stdlib.h>
#include <string.h>

static void put_escaped(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        default:
            fputc(*text, out);
        }
    }
}

void document_begin(FILE *out, const struct document *document)
{
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
          "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n<title>",
          out);
    put_escaped(out, document->title);
    fprintf(out, "</title>\n<style>\n%s%s</style>\n</head>\n<body>\n%s", page_base_css,
            document->css, document->body);
}

/* In JSON, a < may only stand in a text, where its escape means the same: so no tag begins. */
void document_data(FILE *out, const char *id, const json_t *data)
{
    char *text = json_dumps(data, JSON_COMPACT | JSON_PRESERVE_ORDER | JSON_ENCODE_ANY |
                                      JSON_REAL_PRECISION(9));
    fprintf(out, "<script type=\"application/json\" id=\"%s\">", id);
    for (const char *at = text != NULL ? text : "null"; *at != '\0'; at++) {
        if (*at == '<') {
            fputs("\\u003c", out);
        } else {
            fputc(*at, out);
        }
    }
    fputs("</script>\n", out);
    free(text);
}

void document_end(FILE *out, const struct document *document)
{
    fprintf(out, "<script>\n%s%s</script>\n</body>\n</html>\n", page_base_js, document->script);
}

/* How many bytes a character of UTF-8 takes here; 0: none begins here. */
static size_t character(const unsigned char *at, size_t left)
{
    const size_t length = *at < 0x80                   ? 1
                          : *at >= 0xc2 && *at < 0xe0  ? 2
                          : *at >= 0xe0 && *at < 0xf0  ? 3
                          : *at >= 0xf0 && *at <= 0xf4 ? 4
                                                       : 0;
    json_t *text = length > 0 && length <= left ? json_stringn((const char *)at, length) : NULL;
    const bool is_whole = text != NULL; /* it refuses what is no character */
    json_decref(text);
    return is_whole ? length : 0;
}

json_t *document_text(const char *bytes, size_t length)
{
    json_t *text = json_stringn(bytes, length);
    char *mended = text == NULL ? malloc(length + 1) : NULL;
    if (mended == NULL) {
        return text != NULL ? text : json_string("");
    }
    for (size_t i = 0; i < length;) {
        const size_t step = character((const unsigned char *)bytes + i, length - i);
        memcpy(mended + i, step > 0 ? bytes + i : "?", step > 0 ? step : 1);
        i += step > 0 ? step : 1;
    }
    text = json_stringn(mended, length);
    free(mended);
    return text != NULL ? text : json_string("");
}

char *document_file(const char *path, size_t most, size_t *length)
{
    char *bytes = malloc(most);
    FILE *file = bytes != NULL ? fopen(path, "r") : NULL;
    *length = file != NULL ? fread(bytes, 1, most, file) : 0;
    if (file != NULL) {
        fclose(file);
    }
    if (*length == 0) {
        free(bytes);
        return NULL;
    }
    return bytes;
}
