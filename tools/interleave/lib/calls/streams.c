/*
 * streams.c - reading from streams, where who is first gets other bytes than who is next, so that
 * each call is a step; and what is asked about a stream.
 */
#include "calls/hidden.h"
#include "calls/text.h"
#include "engine/record.h"
#include "memory/memory.h"
#include "memory/touches.h"
#include "world/input.h"
#include "world/world.h"

#include <stdio.h>
#include <stdio_ext.h>
#include <string.h>

void reads_stream(const void *pc)
{
    if (looked_at()) {
        engine_event();
        input_used();
        hidden_step(HIDDEN_STREAMS, pc);
    }
}

#define GETS_BYTE(name) TAKES_OVER(int, name, (FILE * stream), (stream), reads_stream(HERE))
#define GETS_INPUT(name) TAKES_OVER(int, name, (void), (), reads_stream(HERE))
GETS_BYTE(getc)
GETS_BYTE(fgetc)
GETS_BYTE(getc_unlocked)
GETS_BYTE(fgetc_unlocked)
GETS_BYTE(getw)
GETS_INPUT(getchar)
GETS_INPUT(getchar_unlocked)
SAME_AS(_IO_getc, getc)
GETS_BYTE(__uflow)
TAKES_OVER(int, ungetc, (int byte, FILE *stream), (byte, stream), reads_stream(HERE))

#define GETS_LINE(name, parameters, arguments)                               \
    TAKES_OVER_THEN(char *, name, parameters, arguments, reads_stream(HERE), \
                    wrote_text(outcome, HERE))
GETS_LINE(fgets, (char *to, int size, FILE *stream), (to, size, stream))
GETS_LINE(fgets_unlocked, (char *to, int size, FILE *stream), (to, size, stream))
GETS_LINE(__fgets_chk, (char *to, size_t room, int size, FILE *stream), (to, room, size, stream))
GETS_LINE(__fgets_unlocked_chk, (char *to, size_t room, int size, FILE *stream),
          (to, room, size, stream))

/* So many whole elements; of the one that wasn't whole, there may be a part. */
#define READS(name, parameters, arguments)                                   \
    TAKES_OVER_THEN(size_t, name, parameters, arguments, reads_stream(HERE), \
                    writes(to, outcome < count ? (outcome + 1) * size : count * size, HERE))
READS(fread, (void *to, size_t size, size_t count, FILE *stream), (to, size, count, stream))
READS(fread_unlocked, (void *to, size_t size, size_t count, FILE *stream),
      (to, size, count, stream))
READS(__fread_chk, (void *to, size_t room, size_t size, size_t count, FILE *stream),
      (to, room, size, count, stream))
READS(__fread_unlocked_chk, (void *to, size_t room, size_t size, size_t count, FILE *stream),
      (to, room, size, count, stream))

/* -- where a stream stands, and what became of it -- */

#define ASKS(result, name) \
    TAKES_OVER(result, name, (FILE * stream), (stream), hidden_step(HIDDEN_STREAMS, HERE))
ASKS(int, feof)
ASKS(int, ferror)
ASKS(int, feof_unlocked)
ASKS(int, ferror_unlocked)
ASKS(long, ftell)
ASKS(off_t, ftello)
ASKS(off64_t, ftello64)
ASKS(void, rewind)
ASKS(void, clearerr)
ASKS(void, clearerr_unlocked)
#define MOVES(type, name)                                                             \
    TAKES_OVER(int, name, (FILE * stream, type to, int whence), (stream, to, whence), \
               hidden_step(HIDDEN_STREAMS, HERE))
MOVES(long, fseek)
MOVES(off_t, fseeko)
MOVES(off64_t, fseeko64)
TAKES_OVER(int, fgetpos, (FILE * stream, fpos_t *to), (stream, to),
           (hidden_step(HIDDEN_STREAMS, HERE), writes(to, sizeof *to, HERE)))
TAKES_OVER(int, fsetpos, (FILE * stream, const fpos_t *from), (stream, from),
           (hidden_step(HIDDEN_STREAMS, HERE), reads(from, sizeof *from, HERE)))

/* -- a buffer of one's own: nothing that is printed comes to it, see library.c, so it ends the
 * claim of proof -- */

static bool is_printed_to(const FILE *stream)
{
    return looked_at() && (stream == stdout || stream == stderr);
}

static void gives_buffer(char *buffer, size_t size, const void *pc)
{
    writes(buffer, size, pc);
    if (looked_at() && buffer != NULL) { /* who else looks at it sees what is printed */
        record_call("setvbuf", NULL, pc);
        engine_uncontrolled("setvbuf with a buffer of the program's own");
    }
}

TAKES_OVER_WITH(int, setvbuf, (FILE * stream, char *buffer, int mode, size_t size))
{
    gives_buffer(buffer, size, HERE);
    return is_printed_to(stream) ? 0 : __real_setvbuf(stream, buffer, mode, size);
}

TAKES_OVER_WITH(void, setbuf, (FILE * stream, char *buffer))
{
    gives_buffer(buffer, BUFSIZ, HERE);
    if (!is_printed_to(stream)) {
        __real_setbuf(stream, buffer);
    }
}

TAKES_OVER_WITH(void, setbuffer, (FILE * stream, char *buffer, size_t size))
{
    gives_buffer(buffer, size, HERE);
    if (!is_printed_to(stream)) {
        __real_setbuffer(stream, buffer, size);
    }
}

TAKES_OVER_WITH(void, setlinebuf, (FILE * stream))
{
    if (!is_printed_to(stream)) {
        __real_setlinebuf(stream);
    }
}
