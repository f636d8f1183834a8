/* fiber.c - stacks, thread pointers, and the switch between them; see fiber.h. */
#include "core/fiber.h"

#include "core/execution.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { STACK_SIZE = 8 << 20, PARKED_PART = 16 * 1024, GUARD = 64 * 1024 };

int __real_pthread_create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
int __real_sem_init(sem_t *, int, unsigned);
int __real_sem_wait(sem_t *);
int __real_sem_post(sem_t *);
int __real_sem_destroy(sem_t *);

STATE static bool by_call = false; /* the thread pointer is set */

struct parking {
    struct fiber *fiber;
    void *owner;
    sem_t parked;
};

#if defined(__x86_64__)

/* fiber_swap(&from->stack_pointer, to->stack_pointer, thread_pointer) */
__attribute__((naked, noinline)) static void fiber_swap(void **from __attribute__((unused)),
                                                        void *to __attribute__((unused)),
                                                        uintptr_t thread __attribute__((unused)))
{
    __asm__("pushq %rbp\n pushq %rbx\n pushq %r12\n pushq %r13\n pushq %r14\n pushq %r15\n"
            "movq %rsp, (%rdi)\n"
            "movq %rsi, %rsp\n"
            "wrfsbase %rdx\n"
            "popq %r15\n popq %r14\n popq %r13\n popq %r12\n popq %rbx\n popq %rbp\n"
            "ret\n");
}

/* For processors or kernels (before 5.9) that don't let a program set it by itself. */
__attribute__((naked, noinline)) static void fiber_swap_by_call(void **from __attribute__((unused)),
                                                                void *to __attribute__((unused)),
                                                                uintptr_t thread
                                                                __attribute__((unused)))
{
    __asm__("pushq %rbp\n pushq %rbx\n pushq %r12\n pushq %r13\n pushq %r14\n pushq %r15\n"
            "movq %rsp, (%rdi)\n"
            "movq %rsi, %rsp\n"
            "movq %rdx, %rsi\n"
            "movl $0x1002, %edi\n" /* ARCH_SET_FS */
            "movl $158, %eax\n"    /* arch_prctl */
            "syscall\n"
            "popq %r15\n popq %r14\n popq %r13\n popq %r12\n popq %rbx\n popq %rbp\n"
            "ret\n");
}

static bool may_set_thread_pointer(void)
{
    enum { FSGSBASE = 1 << 1 };
    return (getauxval(AT_HWCAP2) & FSGSBASE) != 0;
}

enum { SAVED_WORDS = 6 };

static void prepare_stack(struct fiber *fiber, void (*entry)(void))
{
    /* At entry to a function the stack is 8 bytes off a multiple of 16. */
    void **top = (void **)((uintptr_t)fiber->stack_high & ~(uintptr_t)15);
    *--top = NULL;
    *--top = (void *)entry;
    for (int i = 0; i < SAVED_WORDS; i++) {
        *--top = NULL;
    }
    fiber->stack_pointer = top;
}

#elif defined(__aarch64__)

__attribute__((naked, noinline)) static void fiber_swap(void **from __attribute__((unused)),
                                                        void *to __attribute__((unused)),
                                                        uintptr_t thread __attribute__((unused)))
{
    __asm__("sub sp, sp, #160\n"
            "stp x19, x20, [sp, #0]\n stp x21, x22, [sp, #16]\n stp x23, x24, [sp, #32]\n"
            "stp x25, x26, [sp, #48]\n stp x27, x28, [sp, #64]\n stp x29, x30, [sp, #80]\n"
            "stp d8, d9, [sp, #96]\n stp d10, d11, [sp, #112]\n"
            "stp d12, d13, [sp, #128]\n stp d14, d15, [sp, #144]\n"
            "mov x9, sp\n str x9, [x0]\n mov sp, x1\n msr tpidr_el0, x2\n"
            "ldp x19, x20, [sp, #0]\n ldp x21, x22, [sp, #16]\n ldp x23, x24, [sp, #32]\n"
            "ldp x25, x26, [sp, #48]\n ldp x27, x28, [sp, #64]\n ldp x29, x30, [sp, #80]\n"
            "ldp d8, d9, [sp, #96]\n ldp d10, d11, [sp, #112]\n"
            "ldp d12, d13, [sp, #128]\n ldp d14, d15, [sp, #144]\n"
            "add sp, sp, #160\n ret\n");
}

#define fiber_swap_by_call fiber_swap

static bool may_set_thread_pointer(void)
{
    return true;
}

static void prepare_stack(struct fiber *fiber, void (*entry)(void))
{
    enum { SAVED_WORDS = 20, RETURN_ADDRESS = 11 };
    void **top = (void **)((uintptr_t)fiber->stack_high & ~(uintptr_t)15);
    top -= SAVED_WORDS;
    memset(top, 0, SAVED_WORDS * sizeof *top);
    top[RETURN_ADDRESS] = (void *)entry;
    fiber->stack_pointer = top;
}

#else
#error "fibers are written for x86-64 and aarch64"
#endif

void fiber_prepare(struct fiber *fiber, void (*entry)(void))
{
    prepare_stack(fiber, entry);
}

void fiber_switch(struct fiber *from, struct fiber *to)
{
    if (by_call) {
        fiber_swap_by_call(&from->stack_pointer, to->stack_pointer, to->thread_pointer);
    } else {
        fiber_swap(&from->stack_pointer, to->stack_pointer, to->thread_pointer);
    }
}

void fiber_of_caller(struct fiber *fiber)
{
    by_call = !may_set_thread_pointer();
    fiber->thread_pointer = (uintptr_t)__builtin_thread_pointer();
    fiber->handle = pthread_self();
}

/* The parked thread: lends what it has, and never goes on. */
static void *park(void *argument)
{
    struct parking *parking = argument;
    struct fiber *fiber = parking->fiber;
    self = parking->owner;
    fiber_of_caller(fiber);
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, NULL);
    fiber->stack_high = (char *)__builtin_frame_address(0) - PARKED_PART;
    pthread_attr_t attributes;
    void *low;
    size_t size;
    if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
        pthread_attr_getstack(&attributes, &low, &size);
        pthread_attr_destroy(&attributes);
        fiber->stack_low = low;
    }
    __real_sem_post(&parking->parked);
    for (;;) {
        pause();
    }
    return NULL;
}

int fiber_enlarge(struct fiber *fiber, size_t size)
{
    if (size <= (size_t)(fiber->stack_high - fiber->stack_low)) {
        return 0;
    }
    size = (size + PARKED_PART - 1) & ~(size_t)(PARKED_PART - 1);
    char *memory = mmap(NULL, size + GUARD, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) {
        return ENOMEM;
    }
    mprotect(memory, GUARD, PROT_NONE);
    fiber->stack_low = memory + GUARD;
    fiber->stack_high = memory + GUARD + size;
    return 0;
}

int fiber_create(struct fiber *fiber, void *owner)
{
    struct parking parking = {.fiber = fiber, .owner = owner};
    pthread_attr_t attributes;
    pthread_t thread;
    int error = pthread_attr_init(&attributes);
    if (error != 0) {
        return error;
    }
    pthread_attr_setstacksize(&attributes, STACK_SIZE + PARKED_PART);
    __real_sem_init(&parking.parked, 0, 0);
    error = __real_pthread_create(&thread, &attributes, park, &parking);
    pthread_attr_destroy(&attributes);
    while (error == 0 && __real_sem_wait(&parking.parked) != 0 && errno == EINTR) {
    }
    __real_sem_destroy(&parking.parked);
    return error;
}
