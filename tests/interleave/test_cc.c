/*
 * test_cc.c - `interleave cc` in place of a compiler: what it makes of each kind of call, and that
 * whatever the explorer can't see ends the claim of proof, by its name.
 *
 * INTERLEAVE_PROGRAM names the command, CC the clang that it calls. Each case is a line for the
 * shell; "run" explores what was made. The program is right: where nothing hides from the explorer,
 * it is proved.
 */
#include "../shell.h"

#include <criterion/parameterized.h>

static const char sources[] = "cat >main.c <<'END'\n"
                              "#include <pthread.h>\n"
                              "int add(void);\n"
                              "static void *count(void *argument) { add(); return argument; }\n"
                              "int main(void) {\n"
                              "    pthread_t one, other;\n"
                              "    pthread_create(&one, NULL, count, NULL);\n"
                              "    pthread_create(&other, NULL, count, NULL);\n"
                              "    pthread_join(one, NULL);\n"
                              "    pthread_join(other, NULL);\n"
                              "    return add() == 3 ? 0 : 5;\n"
                              "}\n"
                              "END\n"
                              "cat >add.c <<'END'\n"
                              "#include <stdatomic.h>\n"
                              "static atomic_int value;\n"
                              "int add(void) { return atomic_fetch_add(&value, 1) + 1; }\n"
                              "END\n"
                              "cat >racy.c <<'END'\n"
                              "static int value;\n"
                              "int add(void) { return ++value; }\n"
                              "END\n"
                              "cat >sines.c <<'END'\n"
                              "#define _GNU_SOURCE\n"
                              "#include <math.h>\n"
                              "static double sine, cosine;\n"
                              "volatile double angle = 2;\n"
                              "int add(void) { sincos(angle, &sine, &cosine); return 3; }\n"
                              "END\n"
                              "cat >copies.c <<'END'\n"
                              "#include <string.h>\n"
                              "static char text[8];\n"
                              "int add(void) { return *strcpy(text, \"a\") + 3 - 'a'; }\n"
                              "END\n"
                              "plain=${CC:-clang}; export INTERLEAVE_CC=$plain\n"
                              "cc() { $I cc \"$@\"; }\n"
                              "run() { $I run --seconds=20 ./x | tr '\\n' ' '; }\n";

#define PROVED "Every interleaving was tried"
#define NO_PROOF "this is no proof: "
#define FOREIGN " (not compiled by interleave cc) is not under control"

static void enter(void)
{
    char path[4096];
    cr_assert_not_null(realpath(getenv("INTERLEAVE_PROGRAM"), path));
    setenv("I", path, 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("COLUMNS", "200", 1);
    unsetenv("MAKEFLAGS");
}

TestSuite(cc, .init = enter);

/* A function of main's file, which is written before it. */
#define WITH(text) "{ printf '%s\\n' '" text "'; cat main.c; } >with.c; cc with.c add.c -o x && run"

ParameterizedTestParameters(cc, makes){
    static struct said all[] = {
        /* ways to call it */
        {"cc main.c add.c -o x && run", 0, PROVED},
        /* the C library of another root; red, were its parts taken for a project's own */
        {"mkdir -p sys/usr/lib sys/usr/lib64; ln -s usr/lib usr/lib64 sys; "
         "for name in Scrt1.o crti.o crtn.o libc.so libc.so.6 libc_nonshared.a libpthread.a "
         "crtbeginS.o crtendS.o libgcc.a libgcc_s.so libgcc_s.so.1; do "
         "from=$(realpath $(dirname $($plain -print-file-name=$name)))/$name; "
         "mkdir -p sys${from%/*} && cp -L $from sys$from; done; "
         "for loader in $(ls -d /lib/ld-linux-* /lib64/ld-linux-* 2>/dev/null); do "
         "cp -L $loader sys$loader; done; echo 'int main(void) { return 0; }' >m.c; "
         "cc --sysroot=$PWD/sys m.c -o x && run",
         0, PROVED},
        {"cc main.c racy.c -o x && run | grep -o 'data race' | head -n 1", 0, "data race"},
        {"cc main.c add.c && mv a.out x && run", 0, PROVED},
        {"cc -ox main.c add.c && run", 0, PROVED},
        {"cc -c add.c && cc main.c add.o -o x && run", 0, PROVED},
        {"cc -c add.c -o sum.o && cc sum.o main.c -ox && run", 0, PROVED},
        {"echo \"-o 'x' main.c\" >inner; echo '\"add.c\" @inner' >all; cc @all && run", 0, PROVED},
        {"echo '-DNAME=\"a b\" ma\\in.c' >all; cc @all add.c -o x && run", 0, PROVED},
        {"cc -c @nowhere main.c", 1, "@nowhere"},
        {"cc -x c - add.c -o x <main.c && run", 0, PROVED},
        {"cat add.c | cc -c -x c - -o add.o && cc main.c add.o -o x && run", 0, PROVED},
        {"mv main.c main.txt; cc -x c main.txt add.c -o x && run", 0, PROVED},
        {"cc -S add.c && cc main.c add.s -o x && run", 0, PROVED},
        {"cc -flto -c add.c && cc -flto main.c add.o -o x && run", 0, PROVED},
        {"cc -static main.c add.c -o x && run", 0, PROVED},
        {"cc -Xlinker -static main.c add.c -o x && run", 0, PROVED},
        {"cc -Wl,-static main.c add.c -o x && run", 0, PROVED},
        {"cc -static main.c copies.c -o x && run | grep -o 'data race' | head -n 1", 0,
         "data race"},
        /* libm: the program's calls need it, the explorer doesn't */
        {"cc main.c sines.c -o x 2>&1 | grep -o 'undefined.* sym.*\\|undefined ref.*'", 0,
         "sincos"},
        {"cc main.c sines.c -o x -lm && run | grep -o 'data race' | head -n 1", 0, "data race"},
        {"cc main.c sines.c -o x -Wl,--as-needed -lm && run | grep -o 'data race' | head -n 1", 0,
         "data race"},
        {"cc main.c sines.c -o x -Wl,-Bstatic -lm -Wl,-Bdynamic && run | grep -o 'data race' | "
         "head -n 1",
         0, "data race"},
        {"cc -no-pie main.c add.c -o x && run", 0, PROVED},
        {"cc -Werror -Wall -lm -Wl,-z,now main.c add.c -o x && run", 0, PROVED},
        {"cc -Werror -c main.c && cc -Werror -c add.c && cc -Werror main.o add.o -o x && "
         "run",
         0, PROVED},
        {"cc -Wl,--gc-sections -ffunction-sections main.c add.c -s -o x && run", 0, PROVED},
        {"mkdir kept; cd kept; cc -w -save-temps ../main.c ../add.c -o x 2>&1 && ls main.i "
         "add.o && "
         "run",
         0, PROVED},
        {"cc -MMD main.c add.c -o x && cat x.d", 0, "add.c"},
        {"cc -MD -MF here -c add.c -o sum.o && grep -c interleave here; cat here", 0,
         "sum.o: add.c"},
        {"echo '#include <limits.h>' >u.c; echo 'int main(int n, char **v) { (void)v; return n + "
         "INT_MAX; }' >>u.c; cc -fsanitize=undefined u.c -o x && run | grep -o crash | head -n 1",
         0, "crash"},
        /* what is clang's alone */
        {"cc --version", 0, "clang version"},
        {"[ \"$(cc -dumpmachine)\" = \"$($plain -dumpmachine)\" ] && echo same", 0, "same"},
        {"[ \"$(cc -print-prog-name=ld)\" = \"$($plain -print-prog-name=ld)\" ] && echo "
         "same",
         0, "same"},
        {"cc '-###' main.c", 0, "-fsanitize=thread"},
        {"cc -E add.c | tail -n 1", 0, "int add(void) {"},
        {"cc -M add.c", 0, "add.o: add.c"},
        {"cc -Wl,--version", 0, "GNU"},
        {"cc -nonsense add.c", 1, "-nonsense"},
        {"cc -c nothing.c", 1, "nothing.c"},
        {"echo 'int main(void) { return }' >bad.c; cc bad.c add.c -o x", 1, "expected expression"},
        {"cc main.c -o x", 1, "add"},
        {"echo 'int step(int a) { int b; return a; }' >a.c; cc -Wunused-variable -c a.c "
         "2>&1 | grep "
         "-c 'unused variable'",
         0, "1\n"},
        {"for c in 'main.c add.c -ox' '-c add.c' '-S add.c'; do cc $c; done", 0, ""},
        /* what others compiled */
        {"$plain -c add.c && cc main.c add.o -o x && run", 0, NO_PROOF "add.o" FOREIGN},
        {"$plain -fsanitize=thread -c add.c && cc main.c add.o -o x && run", 0,
         NO_PROOF "add.o" FOREIGN},
        {"$plain -S add.c && cc main.c add.s -o x && run", 0, NO_PROOF "add.s (assembly)"},
        {"$plain -S add.c && mv add.s add.S && cc -c add.S && cc main.c add.o -o x && run", 0,
         NO_PROOF "add.S (assembly)"},
        {"$plain -c add.c && ar rcs all.a add.o && cc main.c all.a -o x && run", 0,
         NO_PROOF "all.a(add.o)" FOREIGN},
        {"$plain -c add.c && ar rcs liball.a add.o && cc main.c -L. -lall -o x && run", 0,
         NO_PROOF "liball.a(add.o)" FOREIGN},
        {"mkdir in; $plain -c add.c -o in/add.o && ar rcsT in/all.a in/add.o && cc main.c "
         "in/all.a "
         "-o x && run",
         0, "add.o"},
        {"cc -c add.c && ar rcs all.a add.o && cc main.c all.a -o x && run", 0, PROVED},
        /* whichever linker lists what it takes */
        {"$plain -fuse-ld=lld -Wl,--version >/dev/null 2>&1 || { echo all.a; exit 0; }; $plain -c "
         "add.c && ar rcs all.a add.o && cc -fuse-ld=lld main.c all.a -o x && run",
         0, "all.a"},
        {"$plain -fuse-ld=lld -Wl,--version >/dev/null 2>&1 || { echo Every; exit 0; }; cc -c "
         "add.c "
         "&& ar rcsT all.a add.o && cc -fuse-ld=lld main.c all.a -o x && run",
         0, "Every"},
        /* of an archive, what isn't linked doesn't count */
        {"cc -c add.c && echo 'int other(void) { return 1; }' >other.c && $plain -c other.c "
         "&& "
         "ar rcs all.a other.o add.o && cc main.c all.a -o x && run",
         0, PROVED},
        /* objects that became one */
        {"cc -c add.c main.c && ld -r add.o main.o -o all.o && cc all.o -o x && run", 0, PROVED},
        {"cc -c main.c && $plain -c add.c && ld -r add.o main.o -o all.o && cc all.o -o x "
         "&& run",
         0, NO_PROOF "all.o" FOREIGN},
        {"cc -c main.c && $plain -c add.c && cc -r add.o main.o -o all.o && cc all.o -o x "
         "&& run",
         0, "not compiled by interleave cc"},
        /* shared libraries: the project's, in pieces, and others */
        {"cc -fPIC -shared add.c -o libadd.so && cc main.c -L. -ladd -o x && run", 0, PROVED},
        {"cc -fPIC -shared racy.c -o libadd.so && cc main.c ./libadd.so -o x && run | grep "
         "-o 'data "
         "race' | head -n 1",
         0, "data race"},
        {"cc -fPIC -shared -Wl,-z,defs,-soname,libadd.so.1 add.c -o libadd.so && "
         "echo 'int add(void); int more(void) { return add(); }' >more.c && "
         "cc -fPIC -shared more.c -L. -ladd -lm -o libmore.so && sed 's/add()/more()/; "
         "s/add(/more(/' main.c >m.c && cc m.c -L. -lmore -o x && run",
         0, PROVED},
        {"$plain -fPIC -shared add.c -o libadd.so && cc main.c -L. -ladd -Wl,-rpath,$PWD -o "
         "x && "
         "run",
         0, NO_PROOF "libadd.so" FOREIGN},
        {"cc main.c add.c -lm -ldl -lrt -lpthread -o x && run", 0, PROVED},
        /* a library that no function is called of doesn't count */
        {"echo 'int unused(void) { return 1; }' >u.c; $plain -fPIC -shared u.c -o libu.so "
         "&& "
         "cc main.c add.c -L. -lu -Wl,-rpath,$PWD -o x && run",
         0, PROVED},
        /* inline assembly */
        {WITH("static void f(void) { __asm__(\".balign 4\"); } "
              "__attribute__((constructor)) static void g(void) { f(); }"),
         0, NO_PROOF "inline assembly in f (with.c:1) is not under control"},
        {WITH("__asm__(\".globl there\\nthere: .byte 0\");"), 0,
         NO_PROOF "assembly at file scope (with.c)"},
        {WITH("__attribute__((constructor)) static void f(void) { __asm__ volatile(\"\" ::: "
              "\"memory\"); __asm__(\"nop\\n\\tnop; nop\"); }"),
         0, PROVED},
        {WITH("static inline void unused(void) { __asm__(\".balign 4\"); }"), 0, PROVED},
        {"echo 'int f(void) { __asm__(\".balign 4\"); return 0; }' >f.c; cc -c f.c && cc "
         "main.c "
         "add.c f.o -o x && run",
         0, NO_PROOF "inline assembly in f (f.c:1)"},
        {"echo 'int f(void) { __asm__(\".balign 4\"); return 0; }' >f.c; cc -S f.c && cc "
         "main.c "
         "add.c f.s -o x && run",
         0, NO_PROOF "inline assembly in f (f.c:1)"},
        /* linked by others, the objects still say it */
        {WITH("__attribute__((constructor)) static void f(void) { __asm__(\".balign "
              "4\"); }") " >no;"
                         " cc -c with.c add.c && $plain -pthread with.o add.o $(dirname "
                         "$I)/../../interleave/"
                         "libinterleave.a -Wl,@$(dirname $I)/../../interleave/wrap "
                         "-Wl,--wrap=main -o x && run",
         0, NO_PROOF "inline assembly in f"},
        /* functions that are left out */
        {WITH("int n; __attribute__((no_sanitize(\"thread\"), constructor)) static void "
              "f(void) { "
              "n++; }"),
         0, NO_PROOF "what no_sanitize or the like leaves out in f (with.c:1)"},
        {WITH("int n; __attribute__((disable_sanitizer_instrumentation, constructor)) "
              "static void "
              "f(void) { n++; }"),
         0, NO_PROOF "what no_sanitize or the like leaves out in f"},
        {WITH("__attribute__((no_sanitize(\"thread\"))) static void f(int *n) { ++*n; } "
              "__attribute__((constructor)) static void g(void) { int n = 0; f(&n); }"),
         0, NO_PROOF "what no_sanitize or the like leaves out in f"},
        {WITH("__attribute__((no_sanitize(\"thread\"))) int f(int a, int b) { return a > b "
              "? a : b; "
              "}"),
         0, PROVED},
        {"cc -fno-sanitize=thread -c main.c && cc main.o add.c -o x && run", 0,
         NO_PROOF "main.c (compiled without -fsanitize=thread)"},
        /* accesses that thread sanitizing has no call for */
        {WITH("long double all; __attribute__((constructor)) static void f(void) { all = 1; "
              "}"),
         0,
#ifdef __x86_64__
         NO_PROOF "a long double in f (with.c:1)"},
#else
         PROVED},
#endif
        {WITH("struct three { char of[3]; } all; struct three f(void) { return all; } "
              "static long double g(void) { long double v[2] = {1, 2}; return v[1]; } "
              "__attribute__((constructor)) static void h(void) { f(); g(); }"),
         0, PROVED},
        /* a structure in two registers is 16 bytes, which have one */
        {WITH("#include <time.h>\n"
              "struct pair { int *of; float two[2]; } some; struct late { int (*f)(char *, long); "
              "int n; } late; struct timespec now(void) { struct timespec t; "
              "clock_gettime(CLOCK_MONOTONIC, &t); return t; } struct pair g(struct pair *p) { "
              "return *p; } struct late h(struct late *l) { return *l; } "
              "__attribute__((constructor)) static void f(void) { struct timespec *volatile all = "
              "&(struct timespec){0}; *all = now(); some = g(&some); late = h(&late); }"),
         0, PROVED},
        {WITH("struct { __int128 a; long b; } from, to; typedef long four __attribute__(("
              "vector_size(32))); struct { four a; } wide; "
              "__attribute__((constructor)) static void f(void) { wide.a += 1; }"),
         0, NO_PROOF "an access of a size that has no call in f"},
        {WITH("typedef float wide __attribute__((vector_size(32))); wide all; "
              "__attribute__((constructor)) static void f(void) { all = all + 1; }"),
         0, NO_PROOF "an access of a size that has no call in f"},
    };
return cr_make_param_array(struct said, all, sizeof all / sizeof *all);
}

ParameterizedTest(struct said *said, cc, makes)
{
    shell_expect(sources, said);
}
