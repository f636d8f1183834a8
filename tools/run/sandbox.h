/*
 * sandbox.h - a bubblewrap sandbox around a program that run_program (run.h) starts.
 *
 * In it there is no network, no process but the program's own, and no file but what it needs: the
 * system's programs and libraries and what is named here, all read-only, and a /tmp and a /dev/shm
 * of its own, in memory and of limited size. The environment is a new one, of a few variables.
 * There is an upper bound on processes and threads together, which the kernel keeps.
 *
 * Root becomes a user without any rights first (SANDBOX_USER), so that a sandbox is the same to
 * all.
 */
#ifndef RUN_SANDBOX_H
#define RUN_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum {
    SANDBOX_USER = 65533, /* of no use to anybody else: systemd's table of users leaves it free */
    SANDBOX_TASKS = 256,  /* processes and threads at the same time */
};

/* What a program is given besides the system's own. All of it may be left out. */
struct sandbox {
    const char *const *readable; /* NULL-terminated: files and folders, at the same path inside */
    const char *scratch;         /* a folder that is empty inside, in memory, and can be written */
    const char *folder;          /* where the program starts; NULL: /tmp */
    int kept;                    /* a descriptor that stays open in the program; 0: none */
};

/*
 * Can there be a sandbox on this machine? It is tried, once. Returns NULL if so, else why not, in
 * words that stay valid: "bubblewrap is missing; try: …".
 */
const char *sandbox_missing(void);

/* What run_program needs; nobody else calls what follows. */

/* The descriptors by which this process and the sandbox talk; -1 where closed. */
struct sandbox_pipes {
    int status[2]; /* bubblewrap tells: its first process, and at the end the exit status */
    int gate[2];   /* it begins when we write */
};

/* Opens the pipes. Returns 0 or an error number; the caller closes what is open, then or later. */
int sandbox_open(struct sandbox_pipes *pipes);

/*
 * In the child, which it never leaves but by an error, whose number it returns: becomes bubblewrap,
 * and this the program. Its environment is made of the sandbox's own variables, those given
 * ("NAME=value", NULL-terminated, or NULL), and RACETRACK_EVENTS, whose descriptor stays open.
 */
int sandbox_exec(const struct sandbox *sandbox, const struct sandbox_pipes *pipes,
                 const char *const *arguments, const char *const *variables, int events);

/*
 * In the parent, once the child is bubblewrap: limits the number of its tasks and lets it begin.
 * Returns the sandbox's first process, with which everything in it ends, or 0 if there is none.
 * Closes all ends but the one that tells the status.
 */
pid_t sandbox_begin(struct sandbox_pipes *pipes);

/*
 * In the parent, once the sandbox has ended: the exit status of the program as bubblewrap tells it,
 * 128 + the signal's number if one killed it; -1 if the program was never started. Closes that end.
 */
int sandbox_status(struct sandbox_pipes *pipes);

#endif
