/*
 * relacy.cpp - the benchmark's programs, written for Relacy.
 *
 *     relacy NAME full|random EXECUTIONS      prints executions and seconds
 */
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sstream>

#include <relacy/relacy.hpp>

template <int threads, int increments>
struct load_and_store : rl::test_suite<load_and_store<threads, increments>, threads> {
    rl::atomic<int> shared;

    void before()
    {
        shared($) = 0;
    }

    void thread(unsigned)
    {
        for (int i = 0; i < increments; i++) {
            const int seen = shared($).load(rl::mo_seq_cst);
            shared($).store(seen + 1, rl::mo_seq_cst);
        }
    }
};

template <int threads, int increments>
struct with_mutex : rl::test_suite<with_mutex<threads, increments>, threads> {
    rl::var<int> guarded;
    rl::mutex guard;

    void before()
    {
        guarded($) = 0;
    }

    void thread(unsigned)
    {
        for (int i = 0; i < increments; i++) {
            guard.lock($);
            guarded($) = guarded($) + 1;
            guard.unlock($);
        }
    }
};

template <typename program> static int measure(bool full, unsigned long executions)
{
    std::ostringstream quiet;
    rl::test_params parameters;
    parameters.search_type = full ? rl::sched_full : rl::sched_random;
    parameters.iteration_count = executions;
    parameters.output_stream = &quiet;
    parameters.progress_stream = &quiet;
    const auto started = std::chrono::steady_clock::now();
    rl::simulate<program>(parameters);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
    std::printf("%lu %.6f\n", (unsigned long)parameters.stop_iteration, took.count());
    return 0;
}

int main(int count, char *arguments[])
{
    if (count != 4) {
        std::fprintf(stderr, "usage: relacy NAME full|random EXECUTIONS\n");
        return 2;
    }
    const bool full = std::strcmp(arguments[2], "full") == 0;
    const unsigned long executions = std::strtoul(arguments[3], nullptr, 10);
    if (std::strcmp(arguments[1], "atomic-2x3") == 0) {
        return measure<load_and_store<2, 3>>(full, executions);
    }
    if (std::strcmp(arguments[1], "atomic-3x3") == 0) {
        return measure<load_and_store<3, 3>>(full, executions);
    }
    if (std::strcmp(arguments[1], "mutex-2x3") == 0) {
        return measure<with_mutex<2, 3>>(full, executions);
    }
    std::fprintf(stderr, "relacy: no such program: %s\n", arguments[1]);
    return 2;
}
