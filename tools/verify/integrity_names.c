/*
 * integrity_names.c - what a program may not use of what the C library, the sanitizers and the
 * linker have; see integrity_names.h.
 *
 * All other names are free: a list of what is allowed would refuse honest programs that use what
 * nobody thought of. The list was made by going through all that glibc exports, and asking of each
 * whether one can leave the program with it, look at how it is run, or go around the sanitizer.
 * What only looks so is left out: write to any descriptor tells nothing without the proof that the
 * parent gave (main.c), and exit, _exit, quick_exit and abort end the program before its total.
 *
 * An entry that ends in * stands for all names that begin so. Before it is looked up, a name loses
 * what the C library puts around it: __open64_2 is open.
 */
#include "verify/integrity_names.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { MOST_NAME = 256 };

static const struct family {
    struct forbidden forbidden;
    const char *names; /* between blanks, which stand before the first and after the last, too */
} families[] = {
    {{"silences-tsan", "only the compiler may use what belongs to ThreadSanitizer"},
     " Annotate* WTFAnnotate* __tsan_* __sanitizer_* __interceptor_* ___interceptor_* "
     "__interception*"
     " __sancov* __ubsan_* __asan_* __msan_* __lsan_* __hwasan_* __llvm* __start___* __stop___*"
     " RunningOnValgrind ValgrindSlowdown _Z* "},
    {{"silences-tsan", "ThreadSanitizer does not see what memory it reads and writes"},
     " swab memfrob strfry wmempcpy wcscpy wcsncpy wcpcpy wcpncpy insque remque argz_* envz_*"
     " obstack_* ecvt fcvt gcvt qecvt qfcvt qgcvt ecvt_r fcvt_r qecvt_r qfcvt_r strfromd strfromf"
     " strfroml strfmon seed48 lcong48 fmemopen open_memstream open_wmemstream fopencookie iconv"
     " l64a hcreate_r hsearch_r lsearch "},
    {{"forges-result", "only the kit may use that name"},
     " exercise threads_started collected_reports interleave_* __interleave* __wrap_* __real_* "},
    {{"forges-result", "it changes what printf prints"},
     " register_printf_function register_printf_specifier register_printf_modifier"
     " register_printf_type "},
    {{"detects-tsan", "it reveals how the program is run"},
     " program_invocation_name program_invocation_short_name progname progname_full environ"
     " getauxval dladdr dladdr1 dl_iterate_phdr dlinfo backtrace backtrace_symbols"
     " backtrace_symbols_fd mincore r_debug _dl_* _rtld_* "},
    {{"acts-outside-total",
      "its code would run outside of total, in a handler or in a thread of the C library"},
     " signal sigaction sigset sigvec bsd_signal sysv_signal ssignal sigaltstack sigignore"
     " sigreturn siginterrupt signalfd timer_create mq_notify aio_read aio_write aio_fsync"
     " lio_listio getaddrinfo_a "},
    {{"reaches-outside", "work in another process is not watched"},
     " fork vfork clone clone3 posix_spawn posix_spawnp system popen execl execle execlp execv "
     "execve"
     " execvp execvpe execveat fexecve daemon forkpty login_tty wordexp rexec rexec_af rcmd rcmd_af"
     " pidfd_spawn pidfd_spawnp "},
    {{"reaches-outside", "no exercise needs to reach other processes"},
     " ptrace process_vm_readv process_vm_writev process_madvise process_mrelease kill killpg "
     "sigqueue"
     " tgkill pidfd_open pidfd_getfd pidfd_send_signal unshare setns prctl personality arch_prctl"
     " modify_ldt iopl ioperm capset init_module setpgid setpgrp setsid "},
    {{"reaches-outside", "code that is called this way is not watched"},
     " syscall vsyscall dlopen dlmopen dlsym dlvsym Unwind_* "},
    {{"reaches-outside", "memory that is mapped twice, or executable, is not watched"},
     " mmap mprotect pkey_mprotect mremap remap_file_pages memfd_create memfd_secret shm_open shmat"
     " shmget shmctl uselib "},
    {{"reaches-outside", "no exercise needs files"},
     " open openat openat2 creat fopen freopen opendir fdopendir scandir scandirat ftw nftw "
     "fts_open"
     " glob rename renameat renameat2 unlink unlinkat remove rmdir mkdir mkdirat link linkat "
     "symlink"
     " symlinkat chmod fchmod fchmodat lchmod chown fchown fchownat lchown truncate mknod mknodat"
     " mkfifo mkfifoat mkstemp mkstemps mkostemp mkostemps mkdtemp mktemp tempnam tmpnam tmpnam_r"
     " stat lstat fstatat statx xstat lxstat fxstatat access faccessat euidaccess eaccess readlink"
     " readlinkat realpath canonicalize_file_name chdir fchdir chroot mount umount umount2 "
     "pivot_root"
     " utime utimes lutimes utimensat futimesat inotify_init inotify_init1 fanotify_init"
     " name_to_handle_at open_by_handle_at open_tree move_mount fsopen fsmount swapon acct quotactl"
     " getxattr lgetxattr setxattr lsetxattr fts64_open statfs statvfs pathconf bindtextdomain "},
    {{"reaches-outside", "state outside of the program's memory is not watched"},
     " setenv unsetenv putenv clearenv setrlimit prlimit umask nice setpriority ioprio_set"
     " mq_open mq_send mq_receive msgget msgsnd msgrcv semget semop sethostname setitimer alarm "},
    {{"reaches-outside", "no exercise needs the network"},
     " socket connect bind listen accept accept4 getaddrinfo gethostbyname gethostbyname2 "},
    {{"reaches-outside", "it reveals what else is in memory"},
     " end edata etext bss_start data_start executable_start ehdr_start DYNAMIC init_array_start"
     " init_array_end fini_array_start fini_array_end libc_start_main libc_stack_end main start"
     " init fini "},
};

static bool is_entry(const char *entry, size_t length, const char *name)
{
    if (entry[length - 1] == '*') {
        return strncmp(entry, name, length - 1) == 0;
    }
    return strlen(name) == length && memcmp(entry, name, length) == 0;
}

static const struct forbidden *look_up(const char *name)
{
    for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
        for (const char *at = families[i].names + 1; *at != '\0';) {
            const size_t length = strcspn(at, " ");
            if (is_entry(at, length, name)) {
                return &families[i].forbidden;
            }
            at += length + 1;
        }
    }
    return NULL;
}

/* Takes this from the name's end, if it is there. */
static void cut(char *name, const char *end)
{
    const size_t length = strlen(name), less = strlen(end);
    if (length > less && strcmp(name + length - less, end) == 0) {
        name[length - less] = '\0';
    }
}

/* __open64_2, __libc_fork, _Fork and fork@GLIBC_2.2.5 are open and fork. */
static void undress(const char *name, char plain[static MOST_NAME])
{
    name += strspn(name, "_");
    name += strncmp(name, "libc_", 5) == 0 && strncmp(name, "libc_st", 7) != 0 ? 5 : 0;
    snprintf(plain, MOST_NAME, "%.*s", (int)strcspn(name, "@"), name);
    cut(plain, "_chk");
    cut(plain, "_2");
    cut(plain, "64");
    cut(plain, "_nocancel");
    if (strcmp(plain, "Fork") == 0) {
        plain[0] = 'f';
    }
}

/* What the compiler or the kit's own header makes calls of, whatever the name looks like. */
static bool is_made_for_it(const char *name)
{
    return strcmp(name, "_Unwind_Resume") == 0 || strcmp(name, "interleave_exchange_weak") == 0;
}

const struct forbidden *forbidden_use(const char *name)
{
    static const struct forbidden versioned = {
        "reaches-outside", "no exercise needs a particular version of a C library function"};
    char plain[MOST_NAME];
    if (is_made_for_it(name)) {
        return NULL;
    }
    const struct forbidden *found = look_up(name);
    if (found == NULL) {
        undress(name, plain);
        found = look_up(plain);
    }
    return found == NULL && strchr(name, '@') != NULL ? &versioned : found;
}

const struct forbidden *forbidden_definition(const char *name)
{
    if (strchr(name, '@') != NULL) {
        return forbidden_use(name);
    }
    const bool reserved =
        name[0] == '_' || strncmp(name, "interleave_", 11) == 0 || strstr(name, "Annotate") != NULL;
    return reserved ? look_up(name) : NULL;
}

const struct forbidden *forbidden_offer(const char *name)
{
    static const struct forbidden harness = {"forges-result", "the harness already uses that name"};
    static const char *const names[] = {
        "main",         "exercise",        "must",          "start_together", "channel_create",
        "channel_send", "channel_receive", "channel_close", "channel_destroy"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(name, names[i]) == 0) {
            return &harness;
        }
    }
    return NULL;
}
