# InterleaveConfig.cmake - find_package(Interleave) for programs that are explored.
#
# What explores is compiled and linked by interleave-cc, the compiler of the whole project:
#
#     CC=interleave-cc cmake -B build
#
# Sets
#     Interleave_COMPILER       the path of interleave-cc
#     Interleave_IS_COMPILER    is this project compiled by it?
# Defines the target
#     Interleave::interleave    the header; and the library, for a project with another compiler,
#                               which then doesn't check what it links (see the README)
# and the function
#     interleave_add_test(NAME TARGET [ARGUMENT...])
#                               a test that passes if no schedule of the program fails

get_filename_component(_interleave_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
set(Interleave_COMPILER "${_interleave_prefix}/bin/interleave-cc")
set(_interleave_library "${_interleave_prefix}/lib/interleave")

set(Interleave_IS_COMPILER FALSE)
if(CMAKE_C_COMPILER MATCHES "interleave(-cc)?$")
    set(Interleave_IS_COMPILER TRUE)
endif()

if(NOT TARGET Interleave::interleave)
    if(Interleave_IS_COMPILER)
        add_library(Interleave::interleave INTERFACE IMPORTED)
    else()
        find_package(Threads REQUIRED)
        add_library(Interleave::interleave STATIC IMPORTED)
        set_target_properties(Interleave::interleave PROPERTIES
            IMPORTED_LOCATION "${_interleave_library}/libinterleave.a"
            INTERFACE_LINK_LIBRARIES Threads::Threads
            INTERFACE_LINK_OPTIONS "-Wl,@${_interleave_library}/wrap")
    endif()
    set_target_properties(Interleave::interleave PROPERTIES
        INTERFACE_INCLUDE_DIRECTORIES "${_interleave_prefix}/include")
endif()

# A function sees its caller's variables, so where the command is stands in a property.
set_property(GLOBAL PROPERTY INTERLEAVE_COMMAND "${_interleave_prefix}/bin/interleave")
function(interleave_add_test name target)
    get_property(command GLOBAL PROPERTY INTERLEAVE_COMMAND)
    add_test(NAME ${name} COMMAND "${command}" run $<TARGET_FILE:${target}> ${ARGN})
endfunction()
