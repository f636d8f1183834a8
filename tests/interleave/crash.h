/*
 * crash.h - the source of a program that crashes in some orders: who is too early uses NULL.
 */
#ifndef TEST_CRASH_H
#define TEST_CRASH_H

static const char crash[] = "#include <pthread.h>\n"
                            "#include <stdatomic.h>\n"
                            "static int target;\n"
                            "static int *_Atomic shared;\n"
                            "static void *use(void *argument) {\n"
                            "    int *found = atomic_load(&shared);\n"
                            "    *found = 1;\n"
                            "    return argument;\n"
                            "}\n"
                            "int main(void) {\n"
                            "    pthread_t thread;\n"
                            "    pthread_create(&thread, NULL, use, NULL);\n"
                            "    atomic_store(&shared, &target);\n"
                            "    return pthread_join(thread, NULL);\n"
                            "}\n";

#endif
