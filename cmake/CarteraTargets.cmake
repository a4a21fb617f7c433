# The few target functions every folder uses, so that a CMakeLists.txt stays a list of files.

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
# A quarter of the time of the linker that g++ takes otherwise. (Not mold 1.10: it has put the end of the relocations
# into the middle of a page, and the program did not start.)
add_link_options(-fuse-ld=gold)

# Bit-for-bit figures (design rule): no fused multiply-add anywhere.
add_compile_options(-ffp-contract=off)
# Our own code is compiled with every warning as an error; generated code is not ours.
set(CARTERA_WARNINGS -Wall -Wextra -Wconversion -Wno-sign-conversion -Wno-missing-field-initializers -Werror)
# clang builds only the fuzz targets (tests/fuzz); its other opinions are clang-tidy's to say.
option(CARTERA_FUZZ "libFuzzer targets instead of tests; needs clang" OFF)
if(CARTERA_FUZZ)
  set(CARTERA_WARNINGS -w)
endif()

# Set by the presets of sanitizers. (-U__SANITIZE_THREAD__ there: protobuf's headers lay out maps by it, and Debian's
# library was compiled without.)
option(CARTERA_SANITIZER "Compiled with a sanitizer: slower, and memory is given back late" OFF)
if(CARTERA_SANITIZER)
  add_compile_definitions(CARTERA_SANITIZER)
  set(CARTERA_SANITIZER_SOURCES ${CMAKE_CURRENT_LIST_DIR}/sanitizer_defaults.cc)
endif()

# cartera_library(name SOURCES a.cc b.cc DEPS x y): a static library; headers are included from the root.
function(cartera_library name)
  cmake_parse_arguments(A "" "" "SOURCES;DEPS" ${ARGN})
  if(A_SOURCES)
    add_library(${name} STATIC ${A_SOURCES})
    target_compile_options(${name} PRIVATE ${CARTERA_WARNINGS})
    target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
    target_link_libraries(${name} PUBLIC ${A_DEPS})
  else()
    add_library(${name} INTERFACE)
    target_include_directories(${name} INTERFACE ${CMAKE_SOURCE_DIR})
    target_link_libraries(${name} INTERFACE ${A_DEPS})
  endif()
endfunction()

# cartera_binary(name SOURCES main.cc DEPS x)
function(cartera_binary name)
  cmake_parse_arguments(A "" "" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${A_SOURCES} ${CARTERA_SANITIZER_SOURCES})
  target_compile_options(${name} PRIVATE ${CARTERA_WARNINGS})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${A_DEPS})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endfunction()

# cartera_test(name LABELS quick|store|scenario SOURCES a_test.cc DEPS x [TIMEOUT s]): one ctest entry.
# Label `quick` promises: no database, no network, milliseconds.
function(cartera_test name)
  cmake_parse_arguments(A "" "TIMEOUT" "LABELS;SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${A_SOURCES} ${CARTERA_SANITIZER_SOURCES})
  # What is tested is optimised, what tests it is not: that is a third of a test's time to compile.
  target_compile_options(${name} PRIVATE ${CARTERA_WARNINGS} -O0)
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${A_DEPS} GTest::gmock GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  if(NOT A_TIMEOUT)
    set(A_TIMEOUT 120)
  endif()
  if(CARTERA_SANITIZER)
    math(EXPR A_TIMEOUT "${A_TIMEOUT} * 5")
  endif()
  set_tests_properties(${name} PROPERTIES LABELS "${A_LABELS}" TIMEOUT ${A_TIMEOUT})
endfunction()

# cartera_embed_text(target namespace symbol FILES f...): makes <symbol>.h/.cc in the build tree that hold
# the files' texts as an array of cartera::EmbeddedFile{name, text}, sorted by name.
function(cartera_embed_text target namespace symbol)
  cmake_parse_arguments(A "" "" "FILES" ${ARGN})
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${symbol})
  add_custom_command(
    OUTPUT ${out}.cc ${out}.h
    COMMAND ${CMAKE_COMMAND} -DOUT=${out} -DNAMESPACE=${namespace} -DSYMBOL=${symbol}
            "-DFILES=${A_FILES}" -DROOT=${CMAKE_CURRENT_SOURCE_DIR} -P ${CMAKE_SOURCE_DIR}/tools/embed_text.cmake
    DEPENDS ${A_FILES} ${CMAKE_SOURCE_DIR}/tools/embed_text.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${out}.cc)
  target_include_directories(${target} PUBLIC ${CMAKE_CURRENT_BINARY_DIR} ${CMAKE_SOURCE_DIR})
endfunction()
