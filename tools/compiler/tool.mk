# compiler: what stands in for clang in tsan-report cc and in interleave cc; each calls the clang that
# it was built with.

DRIVER := $(addprefix compiler/,driver.c words.c run_command.c plan.c look.c object_note.c ir.c)
