/*
 * test_any_program.c - tsan-report cc and tsan-report run on programs that are none of the kit's:
 * what is reported, and where the report says that it may be false.
 *
 * REPORT names the command, CC the clang that it calls. Each case is a line for the shell. A
 * program is right if only what TSan does not follow orders its accesses: then it may be reported,
 * but must not be called wrong without a word of doubt.
 */
#include "../shell.h"

#include <criterion/parameterized.h>

/* A program in which the first thread's write and the second one's are ordered by what is given:
 * what each does, and what there is beside. */
static const char sources[] = "program() { cat <<END\n"
                              "#define _GNU_SOURCE\n"
                              "#include <mqueue.h>\n"
                              "#include <pthread.h>\n"
                              "#include <semaphore.h>\n"
                              "#include <stdatomic.h>\n"
                              "#include <threads.h>\n"
                              "#include <time.h>\n"
                              "static long value;\n"
                              "static atomic_int turn;\n"
                              "static const struct timespec late = {1L << 40, 0};\n"
                              "$3\n"
                              "static void *first(void *argument) {\n"
                              "    $1\n"
                              "    return argument;\n"
                              "}\n"
                              "static void *second(void *argument) {\n"
                              "    $2\n"
                              "    return argument;\n"
                              "}\n"
                              "int main(void) {\n"
                              "    pthread_t one, other;\n"
                              "    $4\n"
                              "    pthread_create(&one, NULL, first, NULL);\n"
                              "    pthread_create(&other, NULL, second, NULL);\n"
                              "    pthread_join(one, NULL);\n"
                              "    pthread_join(other, NULL);\n"
                              "    return 0;\n"
                              "}\n"
                              "END\n"
                              "}\n"
                              "export INTERLEAVE_CC=${CC:-clang}\n"
                              "cc() { $R cc \"$@\"; }\n"
                              "run() { $R run ./x; }\n"
                              "made() { program \"$@\" >x.c; cc x.c -o x -lrt && run; }\n";

static void enter(void)
{
    char path[4096];
    cr_assert_not_null(realpath(getenv("REPORT"), path));
    setenv("R", path, 1);
    cr_assert_not_null(realpath(getenv("KIT"), path));
    setenv("KIT", path, 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    unsetenv("MAKEFLAGS");
    unsetenv("TSAN_OPTIONS");
}

TestSuite(any_program, .init = enter);

/* The second thread waits until the first one was there, which orders nothing by itself. */
#define WAIT "while (atomic_load_explicit(&turn, memory_order_relaxed) == 0) sched_yield();"
#define GO "atomic_store_explicit(&turn, 1, memory_order_relaxed);"

ParameterizedTestParameters(any_program, is_judged){
    static struct said all[] = {
        /* without a total there is nothing to miss */
        {"made 'value++;' 'value++;'", 1, "data race on value"},
        {"made 'value++;' 'value++;' | grep -c -e 'false alarm' -e total", 1, "0\n"},
        {"made 'turn++;' 'turn++;'", 0, "ThreadSanitizer reports nothing.\n"},
        {"made 'turn++;' 'turn++;' | grep -c -e program", 1, "0\n"},
        {"echo 'int main(void) { return 3; }' >x.c; cc x.c -o x && run", 0,
         "The program exited with status 3."},
        {"echo 'int main(void) { return *(volatile int *)0; }' >x.c; cc -w x.c -o x && run", 1,
         "The program was killed by signal 11"},
        {"echo '#include <stdio.h>' >x.c; echo 'int main(void) { return getchar() == 55 ? 0 : 4; "
         "}' "
         ">>x.c; echo 7 >in; cc x.c -o x && run <in | grep -c status",
         1, "0\n"},
        {"made 'value++;' 'value++;' >/dev/null; $R run --json ./x | tr -d ' \\n'", 0,
         "\"unmodelled\":[]"},
        /* what TSan does not follow, whatever its version */
        {"made 'value = 1; atomic_thread_fence(memory_order_release); " GO "' '" WAIT
         " atomic_thread_fence(memory_order_acquire); value = 2;'",
         1, "atomic_thread_fence (used at x.c:13, x.c:17)"},
        {"made 'value = 1; atomic_thread_fence(memory_order_release); " GO "' '" WAIT
         " atomic_thread_fence(memory_order_acquire); value = 2;'",
         1, "This may be ThreadSanitizer's own false alarm: it does not follow"},
        {"made 'value = 1; atomic_thread_fence(memory_order_release); " GO "' '" WAIT
         " atomic_thread_fence(memory_order_acquire); value = 2;'",
         1, "interleave run ./program"},
        {"made 'if (pthread_barrier_wait(&both) != 0) pthread_barrier_destroy(&both);' 'if "
         "(pthread_barrier_wait(&both) != 0) pthread_barrier_destroy(&both);' 'static "
         "pthread_barrier_t both;' 'pthread_barrier_init(&both, NULL, 2);' | grep -c -e 'reports "
         "nothing' -e 'pthread_barrier_destroy (used at x.c:1[37]'",
         0, "1\n"},
        {"made 'sem_clockwait(&one_at_a_time, CLOCK_MONOTONIC, &late); value++; "
         "sem_post(&one_at_a_time);' 'sem_clockwait(&one_at_a_time, CLOCK_MONOTONIC, &late); "
         "value++; sem_post(&one_at_a_time);' 'static sem_t one_at_a_time;' "
         "'sem_init(&one_at_a_time, 0, 1);' | grep -c -e 'reports nothing' -e 'sem_clockwait (used "
         "at x.c:13, x.c:17)'",
         0, "1\n"},
        {"made 'pthread_mutex_clocklock(&lock, CLOCK_MONOTONIC, &late); value++; "
         "pthread_mutex_unlock(&lock);' 'pthread_mutex_clocklock(&lock, CLOCK_MONOTONIC, &late); "
         "value++; pthread_mutex_unlock(&lock);' 'static pthread_mutex_t lock = "
         "PTHREAD_MUTEX_INITIALIZER;' | grep -c -e 'reports nothing' -e 'pthread_mutex_clocklock "
         "(used at x.c:13, x.c:17)' | sed 's/[1-9]/said/'",
         0, "said\n"},
        {"made 'char told[64]; value = 1; mq_send(queue, told, 1, 0);' 'char told[64]; "
         "mq_receive(queue, told, 64, NULL); value = 2;' 'static mqd_t queue;' 'struct mq_attr "
         "size = {.mq_maxmsg = 1, .mq_msgsize = 64}; queue = mq_open(\"/racetrack-test\", O_CREAT "
         "| "
         "O_RDWR, 0600, &size); mq_unlink(\"/racetrack-test\");' 2>&1 | grep -c -e 'mq_receive "
         "(used "
         "at x.c:17)' -e 'Read the code to see whether they order these accesses.'",
         0, "2\n"},
        {"made 'value = 1; __asm__ volatile(\"mfence\"); " GO "' '" WAIT " value = 2;'", 1,
#ifdef __x86_64__
         "inline assembly in first (used at x.c:13)"},
#else
         "rror"},
#endif
        /* a race beside such a call is still told */
        {"made 'value++; atomic_thread_fence(memory_order_seq_cst);' 'value++;'", 1,
         "data race on value"},
        /* C11 threads are followed, as POSIX threads */
        {"made 'mtx_lock(&lock); value++; mtx_unlock(&lock);' 'mtx_lock(&lock); value++; "
         "mtx_unlock(&lock);' 'static mtx_t lock;' 'mtx_init(&lock, mtx_plain);'",
         0, "reports nothing"},
        /* the compiler's calls */
        {"program 'value++;' 'value++;' >x.c; cc -c x.c && cc x.o -o x -lrt && run", 1,
         "data race on value"},
        {"program 'value++;' 'value++;' >x.c; echo '-o x x.c' >all; cc @all && run", 1,
         "data race on value"},
        {"echo 'long value; void add(void) { value++; }' >add.c; cc -fPIC -shared add.c -o "
         "libadd.so "
         "&& program 'add();' 'add();' 'void add(void);' >x.c; cc x.c -L. -ladd -Wl,-rpath,$PWD -o "
         "x && run",
         1, "data race"},
        {"cc --version", 0, "clang version"},
        {"cc", 2, "nothing to compile"},
        {"cc -Werror -c nothing.c", 1, "nothing.c"},
        /* what TSan did not watch */
        {"program 'value++;' 'value++;' >x.c; ${CC:-clang} -w -pthread x.c -o x && run", 3,
         "was it built with tsan-report cc?"},
        {"$R run ./nothing", 3, "./nothing: No such file or directory"},
        {"$R run", 2, "a PROGRAM is missing"},
        {"$R run --seconds=soon ./x", 2, "soon"},
        {"$R --help", 0, "cc ARGUMENT"},
        {"$R --version", 0, "tsan-report 1"},
    };
return cr_make_param_array(struct said, all, sizeof all / sizeof *all);
}

ParameterizedTest(struct said *said, any_program, is_judged)
{
    shell_expect(sources, said);
}

/* Installed beside interleave, it finds its parts wherever it was put. */
Test(any_program, is_installed)
{
    static const struct said said = {
        "make -s -C \"$KIT\" install PREFIX=/usr DESTDIR=\"$PWD/root\" && mv "
        "root "
        "other && program 'value++;' 'value++;' >x.c && other/usr/bin/tsan-report cc x.c -o x && "
        "other/usr/bin/tsan-report run ./x && exit 9; test -f "
        "other/usr/share/man/man1/tsan-report.1 && other/usr/bin/interleave-cc x.c -o y && "
        "other/usr/bin/interleave run -t 5 ./y",
        1, "data race on value"};
    shell_expect(sources, &said);
}
