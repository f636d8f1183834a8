/*
 * test_setup.c - what setup.sh would run, on which distribution, for whom.
 *
 * In a folder of its own that is all of PATH, stand the few commands that the
 * script needs, and package managers, sudo and id that only write down how they
 * were called. SETUP names setup.sh; the compiler that is found there is none,
 * or one that does nothing but succeed or fail.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OUTPUT = 1 << 14 };

static char folder[] = "/tmp/racetrack-test-setup-XXXXXX";

static int shell(const char *command)
{
    const int status = system(command);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
    setenv("D", folder, 1);
    cr_assert_eq(shell("mkdir $D/bin && cd $D/bin && for c in sh mktemp rm sed "
                       "sort tr env dirname; "
                       "do ln -s \"$(command -v $c)\" $c; done"),
                 0);
}

static void remove_folder(void)
{
    shell("rm -rf $D");
}

TestSuite(setup, .init = make_folder, .fini = remove_folder);

/* Makes a command of one line of shell. */
static void make_command(const char *name, const char *line)
{
    char path[128];
    snprintf(path, sizeof path, "%s/bin/%s", folder, name);
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file);
    cr_assert(fprintf(file, "#!/bin/sh\n%s\n", line) > 0);
    cr_assert_eq(fclose(file), 0);
    cr_assert_eq(chmod(path, 0755), 0);
}

/* Makes a command that writes down how it was called, and ends with that
 * status. */
static void fake(const char *name, int status)
{
    char line[256];
    snprintf(line, sizeof line, "echo %s \"$@\" >>%s/log; exit %d", name, folder, status);
    make_command(name, line);
}

/* Makes `id -u` say who we are. */
static void be_user(int user)
{
    char line[32];
    snprintf(line, sizeof line, "echo %d", user);
    make_command("id", line);
}

/* Reads a file in the folder; one that isn't there is empty. */
static void read_file(const char *name, char text[static OUTPUT])
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "r");
    const size_t length = file == NULL ? 0 : fread(text, 1, OUTPUT - 1, file);
    text[length] = '\0';
    if (file != NULL) {
        fclose(file);
    }
}

/* Runs setup.sh with nothing but the folder in PATH; what it prints is in
   output, first what it says on stderr. */
static int run_setup(const char *arguments, char output[static OUTPUT])
{
    char command[1024];
    snprintf(command, sizeof command,
             "env -i PATH=$D/bin TMPDIR=$D D=$D /bin/sh %s %s >$D/out 2>$D/err "
             "</dev/null; "
             "status=$?; cat $D/err $D/out >$D/output; exit $status",
             getenv("SETUP"), arguments);
    const int status = shell(command);
    read_file("output", output);
    return status;
}

/* What the fakes wrote down. */
static const char *calls(void)
{
    static char text[OUTPUT];
    read_file("log", text);
    return text;
}

static size_t lines_that_start_with(const char *start, const char *text)
{
    size_t count = 0;
    while (*text != '\0') {
        count += strncmp(text, start, strlen(start)) == 0;
        text += strcspn(text, "\n");
        text += *text == '\n';
    }
    return count;
}

static size_t lines_in(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++) {
        count += *text == '\n';
    }
    return count;
}

/* What apt-cache tells of clang and of its runtime's package; no other manager
 * asks it. */
#define APT_CACHE(runtime_status)                              \
    "case $1 in depends) echo '  Depends: clang-14' ;; show) " \
    "exit " #runtime_status " ;; esac"
#define APT "apt-get -q -o DPkg::Lock::Timeout=120 "

/* What setup runs where nothing is there yet, as root. */
struct distribution {
    char name[16];
    char manager[16];
    char apt_cache[96];
    char refresh[64];
    char install[256];
};

static struct distribution distributions[] = {
    {"Debian", "apt-get", APT_CACHE(0), APT "update\n",
     APT "install --yes --no-install-recommends clang libc6-dev libclang-rt-14-dev "
         "libcriterion-dev libdw-dev libjansson-dev libseccomp-dev libssl-dev lld llvm\n"},
    {"Ubuntu", "apt-get", APT_CACHE(100), APT "update\n",
     APT "install --yes --no-install-recommends clang libc6-dev "
         "libclang-common-14-dev "
         "libcriterion-dev libdw-dev libjansson-dev libseccomp-dev libssl-dev lld llvm\n"},
    {"no lists", "apt-get", "exit 100", APT "update\n",
     APT "install --yes --no-install-recommends clang libc6-dev "
         "libcriterion-dev libdw-dev libjansson-dev libseccomp-dev libssl-dev lld llvm\n"},
    {"Fedora", "dnf", "exit 100", "",
     "dnf install --assumeyes clang compiler-rt criterion-devel elfutils-devel "
     "glibc-devel "
     "jansson-devel libseccomp-devel lld llvm openssl-devel\n"},
    {"Arch", "pacman", "exit 100", "pacman --sync --refresh --noconfirm\n",
     "pacman --sync --needed --noconfirm clang compiler-rt criterion elfutils "
     "glibc jansson libseccomp lld "
     "llvm openssl\n"},
    {"openSUSE", "zypper", "exit 100", "",
     "zypper --non-interactive install clang criterion-devel glibc-devel "
     "libdw-devel "
     "libjansson-devel libopenssl-devel libseccomp-devel lld llvm\n"},
};

static struct criterion_test_params each_distribution(void)
{
    return cr_make_param_array(struct distribution, distributions,
                               sizeof distributions / sizeof *distributions);
}

static void enter(const struct distribution *distribution)
{
    fake(distribution->manager, 0);
    make_command("apt-cache", distribution->apt_cache);
}

/* The fake installs nothing, so it is tried a second time, and in the end all
 * is missing. */
ParameterizedTestParameters(setup, root_runs_the_manager)
{
    return each_distribution();
}

ParameterizedTest(struct distribution *distribution, setup, root_runs_the_manager)
{
    char output[OUTPUT], twice[OUTPUT];
    enter(distribution);
    be_user(0);
    cr_expect_eq(run_setup("install core tools tests", output), 3, "%s", output);
    snprintf(twice, sizeof twice, "%s%s%s%s", distribution->refresh, distribution->install,
             distribution->refresh, distribution->install);
    cr_expect_str_eq(calls(), twice, "%s: %s", distribution->name, calls());
    cr_expect_not_null(strstr(output, "racetrack: missing: clang 14 or newer; try: make setup\n"),
                       "%s: %s", distribution->name, output);
    /* Each package is named beforehand; the names stand after the manager's
     * options. */
    char names[sizeof distribution->install];
    strcpy(names, strstr(distribution->install, " clang"));
    for (char *rest = names, *name; (name = strtok_r(rest, " \n", &rest)) != NULL;) {
        char line[128];
        snprintf(line, sizeof line, "\n  %s (", name);
        cr_expect_not_null(strstr(output, line), "%s: %s is not named: %s", distribution->name,
                           name, output);
    }
}

ParameterizedTestParameters(setup, a_user_goes_through_sudo)
{
    return each_distribution();
}

ParameterizedTest(struct distribution *distribution, setup, a_user_goes_through_sudo)
{
    char output[OUTPUT], call[512];
    enter(distribution);
    fake("sudo", 0);
    be_user(1000);
    cr_expect_eq(run_setup("install core tools tests", output), 3, "%s", output);
    /* apt must not ask: sudo keeps no environment, so env comes after it. */
    snprintf(call, sizeof call, "sudo %s%s",
             strcmp(distribution->manager, "apt-get") == 0 ? "env DEBIAN_FRONTEND=noninteractive "
                                                           : "",
             distribution->install);
    cr_expect_not_null(strstr(calls(), call), "%s: %s", distribution->name, calls());
    cr_expect_eq(lines_that_start_with(distribution->manager, calls()), 0, "%s", calls());
}

ParameterizedTestParameters(setup, without_root_and_sudo_the_command_is_told)
{
    return each_distribution();
}

ParameterizedTest(struct distribution *distribution, setup,
                  without_root_and_sudo_the_command_is_told)
{
    char output[OUTPUT], told[512];
    enter(distribution);
    be_user(1000);
    cr_expect_eq(run_setup("install core tools tests", output), 3, "%s", output);
    cr_expect_str_eq(calls(), "");
    /* As a person would type it: without the options that are setup's own. */
    const char *arguments = strcmp(distribution->manager, "apt-get") == 0
                                ? strstr(distribution->install, "install ")
                                : strchr(distribution->install, ' ') + 1;
    snprintf(told, sizeof told, "to run: %s %.*s", distribution->manager,
             (int)strcspn(arguments, "\n"), arguments);
    cr_expect_not_null(strstr(output, told), "%s: \"%s\" is not in: %s", distribution->name, told,
                       output);
    cr_expect_null(strstr(output, "make setup"), "%s", output);
}

Test(setup, without_a_package_manager_it_says_so)
{
    char output[OUTPUT];
    be_user(0);
    cr_expect_eq(run_setup("install core", output), 3);
    cr_expect_not_null(strstr(output, "this machine has none of apt-get"), "%s", output);
}

Test(setup, a_manager_that_fails_is_told)
{
    char output[OUTPUT];
    fake("dnf", 1);
    be_user(0);
    cr_expect_eq(run_setup("install core", output), 3);
    cr_expect_not_null(strstr(output, "dnf could not install"), "%s", output);
}

Test(setup, a_missing_compiler_is_one_line)
{
    char output[OUTPUT];
    cr_expect_eq(run_setup("need core tools tests", output), 3);
    cr_expect_str_eq(output, "racetrack: missing: clang 14 or newer; try: make setup\n");
    read_file("out", output);
    cr_expect_str_eq(output, "", "on stdout: %s", output);
}

Test(setup, a_compiler_that_is_too_old_does_not_count)
{
    char output[OUTPUT];
    fake("clang-13", 0);
    make_command("clang", "echo 13.0.1");
    cr_expect_eq(run_setup("need core", output), 3);
    cr_expect_str_eq(output, "racetrack: missing: clang 14 or newer; try: make setup\n");
}

Test(setup, with_everything_there_it_is_silent)
{
    char output[OUTPUT];
    fake("clang-19", 0); /* compiles and links whatever it is given */
    fake("apt-get", 0);
    fake("ld.lld", 0);
    fake("llvm-symbolizer", 0);
    be_user(0);
    cr_expect_eq(run_setup("need core tools tests", output), 0);
    cr_expect_str_eq(output, "");
    cr_expect_eq(run_setup("install core tools tests", output), 0);
    cr_expect_str_eq(output, "");
    cr_expect_eq(lines_that_start_with("apt-get", calls()), 0, "%s", calls());
}

Test(setup, what_does_not_link_is_named)
{
    char output[OUTPUT];
    fake("clang-19", 1);
    cr_expect_eq(run_setup("need tools tests", output), 3);
    cr_expect_eq(lines_in(output), 1, "%s", output);
    cr_expect_not_null(
        strstr(output, "Jansson, elfutils (libdw), OpenSSL 3 (libcrypto), libseccomp, Criterion"));
}

/* Red, were bubblewrap asked of who grades nothing, or what to type not the one that installs it.
 */
Test(setup, bubblewrap_is_for_grading)
{
    char output[OUTPUT];
    fake("clang-19", 0);
    fake("ld.lld", 0);
    fake("llvm-symbolizer", 0);
    fake("dnf", 0);
    be_user(0);
    cr_expect_eq(run_setup("need core tools tests", output), 0);
    cr_expect_eq(run_setup("need sandbox", output), 3);
    cr_expect_str_eq(output, "racetrack: missing: bubblewrap; try: make setup SANDBOX=1\n");
    run_setup("install sandbox", output);
    cr_expect_not_null(strstr(calls(), "dnf install --assumeyes bubblewrap\n"), "%s", calls());
    fake("bwrap", 0);
    cr_expect_eq(run_setup("need sandbox", output), 0);
}

/* Red, were gnuplot asked of who draws nothing. */
Test(setup, gnuplot_is_for_plots)
{
    char output[OUTPUT];
    fake("clang-19", 0);
    fake("ld.lld", 0);
    fake("llvm-symbolizer", 0);
    fake("apt-get", 0);
    be_user(0);
    cr_expect_eq(run_setup("need core tools tests", output), 0);
    cr_expect_eq(run_setup("need plot", output), 3);
    cr_expect_str_eq(output, "racetrack: missing: gnuplot; try: make setup PLOT=1\n");
    run_setup("install plot", output);
    cr_expect_not_null(strstr(calls(), "gnuplot-nox"), "%s", calls());
    fake("gnuplot", 0);
    cr_expect_eq(run_setup("need plot", output), 0);
}

Test(setup, wrong_use_is_refused)
{
    char output[OUTPUT];
    cr_expect_eq(run_setup("", output), 2);
    cr_expect_eq(run_setup("need", output), 2);
    cr_expect_eq(run_setup("need nonsense", output), 2);
    cr_expect_eq(run_setup("remove core", output), 2);
    cr_expect_eq(run_setup("install core nonsense", output), 2);
}

Test(setup, nothing_is_left_behind)
{
    char output[OUTPUT];
    fake("clang-19", 1);
    run_setup("need core tools tests", output);
    cr_expect_eq(shell("test -z \"$(ls -d $D/racetrack-setup-* 2>/dev/null)\""), 0);
}

/* Makes build/toolchain where clang, by that name, is of this version; it is in text. */
static void toolchain_of(const char *version, char text[static OUTPUT])
{
    char line[64];
    snprintf(line, sizeof line, "[ $1 = -dumpversion ] && echo %s || echo clang", version);
    make_command("clang", line);
    cr_assert_eq(shell("cd $D && ln -sfn \"${SETUP%/setup/setup.sh}\" tools && mkdir -p build && "
                       "unset MAKEFLAGS MAKELEVEL && PATH=$D/bin:$PATH make -s CC=clang "
                       "-f tools/build/toolchain.mk build/toolchain >out 2>&1"),
                 0);
    read_file("build/toolchain", text);
}

/* Red, were a clang that was upgraded under its name taken for the one that all was built with. */
Test(setup, another_version_of_clang_is_another_toolchain)
{
    char first[OUTPUT], upgraded[OUTPUT];
    toolchain_of("21.1.2", first);
    toolchain_of("22.1.0", upgraded);
    cr_expect(strncmp(first, "clang 21.1.2 ", 13) == 0, "%s", first);
    cr_expect(strncmp(upgraded, "clang 22.1.0 ", 13) == 0, "%s", upgraded);
}
