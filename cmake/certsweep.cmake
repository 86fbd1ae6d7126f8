# One CMake library a room; its links are the arrows of the design. See README.md, docs/building.md.
include_guard(GLOBAL)

# Tests and benchmarks run on a machine that is shared: a test that hangs is stopped, not waited for.
set(CERTSWEEP_TEST_TIMEOUT 300 CACHE STRING "Seconds after which ctest stops a test")

# What `cmake --build --target` takes to build all of a kind.
add_custom_target(unit_tests)
add_custom_target(all_tests)
add_custom_target(benchmarks)
add_custom_target(fuzz_targets)

# certsweep_library(certsweep_base SOURCES ... [PUBLIC libraries...] [PRIVATE libraries...])
# A static library with the alias certsweep::base. Without sources: headers only.
function(certsweep_library target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;PUBLIC;PRIVATE")
  string(REGEX REPLACE "^certsweep_" "" short ${target})
  if(arg_SOURCES)
    add_library(${target} STATIC ${arg_SOURCES})
    target_link_libraries(${target} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE} certsweep::options)
  else()
    add_library(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE ${arg_PUBLIC})
  endif()
  add_library(certsweep::${short} ALIAS ${target})
endfunction()

# What nearly every test includes, parsed once: it takes longer than the rest of most tests.
if(CERTSWEEP_BUILD_TESTS)
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/test_headers.cc CONTENT "")
  add_library(certsweep_test_headers OBJECT ${PROJECT_BINARY_DIR}/test_headers.cc)
  target_link_libraries(certsweep_test_headers PRIVATE certsweep::options GTest::gmock)
  # What tests say of themselves is not worth optimising.
  # A package that is upgraded brings headers with the dates of its own: clang compares them, ninja does not see it.
  target_compile_options(certsweep_test_headers PRIVATE -O0 -U_FORTIFY_SOURCE
                         $<$<CXX_COMPILER_ID:Clang>:SHELL:-Xclang -fno-pch-timestamp>)
  target_precompile_headers(certsweep_test_headers PRIVATE <gmock/gmock.h> <gtest/gtest.h> <string> <vector> <absl/status/status.h>
                            <absl/status/statusor.h> <filesystem> <fstream> <sstream> <functional> <optional> <memory>)
endif()

# certsweep_test(bytes_test SOURCES ... LINKS ... [DEFINES name=value...] [DATA NAME=path...])
# A GoogleTest program; each of its tests is one of ctest's. DATA: NAME is a macro, the string of the absolute path.
# Labels: `integration` under tests/integration (whole programs that measure time and memory: run one at a time),
# else `unit`.
function(certsweep_test target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINKS;DEFINES;DATA")
  if(NOT CERTSWEEP_BUILD_TESTS)
    return()
  endif()
  add_executable(${target} ${arg_SOURCES})
  target_compile_definitions(${target} PRIVATE ${arg_DEFINES})
  foreach(datum IN LISTS arg_DATA)
    string(REGEX MATCH "^([^=]+)=(.*)$" _ "${datum}")
    set(name ${CMAKE_MATCH_1})
    cmake_path(ABSOLUTE_PATH CMAKE_MATCH_2 BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} OUTPUT_VARIABLE path)
    target_compile_definitions(${target} PRIVATE "${name}=\"${path}\"")
  endforeach()
  target_link_libraries(${target} PRIVATE ${arg_LINKS} certsweep::options GTest::gmock GTest::gtest_main)
  target_compile_options(${target} PRIVATE -O0 -U_FORTIFY_SOURCE)
  target_precompile_headers(${target} REUSE_FROM certsweep_test_headers)
  if(CMAKE_CURRENT_SOURCE_DIR MATCHES "/tests/integration(/|$)")
    set(label integration)
    set(alone RUN_SERIAL TRUE)
  else()
    set(label unit)
    set(alone)
    add_dependencies(unit_tests ${target})
  endif()
  add_dependencies(all_tests ${target})
  gtest_discover_tests(${target} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
                       PROPERTIES TIMEOUT ${CERTSWEEP_TEST_TIMEOUT} LABELS ${label} ${alone})
endfunction()

# certsweep_benchmark(x509_benchmark SOURCES ... LINKS ...)
# A Google Benchmark program in build/bench; ctest runs it once to see that it still works.
function(certsweep_benchmark target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINKS")
  if(NOT CERTSWEEP_BUILD_BENCHMARKS)
    return()
  endif()
  add_executable(${target} ${arg_SOURCES})
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bench)
  target_link_libraries(${target} PRIVATE ${arg_LINKS} certsweep::options benchmark::benchmark benchmark::benchmark_main)
  add_dependencies(benchmarks ${target})
  add_test(NAME ${target}_smoke COMMAND ${target} --benchmark_min_time=0.001)
  # Google Benchmark ends with 0 also where a benchmark was given up.
  set_tests_properties(${target}_smoke PROPERTIES TIMEOUT ${CERTSWEEP_TEST_TIMEOUT} LABELS bench
                       FAIL_REGULAR_EXPRESSION "ERROR OCCURRED")
endfunction()

# certsweep_fuzz_target(certificate_fuzz SOURCES ... LINKS ... [SEEDS folder])
# With CERTSWEEP_FUZZ (clang): a libFuzzer program that ctest runs for some seconds. Else: a program that replays the seeds
# and mutations of them, so that every build runs the property.
function(certsweep_fuzz_target target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "SEEDS" "SOURCES;LINKS")
  if(NOT CERTSWEEP_BUILD_TESTS)
    return()
  endif()
  set(seeds)
  if(arg_SEEDS)
    cmake_path(ABSOLUTE_PATH arg_SEEDS BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} OUTPUT_VARIABLE seeds)
  endif()
  if(CERTSWEEP_FUZZ)
    add_executable(${target} ${arg_SOURCES})
    target_link_options(${target} PRIVATE -fsanitize=fuzzer)
    set(corpus ${CMAKE_CURRENT_BINARY_DIR}/${target}-corpus)
    file(MAKE_DIRECTORY ${corpus})
    add_test(NAME ${target}_run COMMAND ${target} -seed=${CERTSWEEP_FUZZ_SEED} -max_total_time=${CERTSWEEP_FUZZ_SECONDS}
             -max_len=65536 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 ${corpus} ${seeds})
    math(EXPR limit "${CERTSWEEP_FUZZ_SECONDS} + 120")
    set_tests_properties(${target}_run PROPERTIES LABELS fuzz TIMEOUT ${limit})
  else()
    add_executable(${target} ${arg_SOURCES} ${PROJECT_SOURCE_DIR}/tests/fuzz/replay_main.cc)
    add_test(NAME ${target}_replay COMMAND ${target} ${seeds})
    set_tests_properties(${target}_replay PROPERTIES TIMEOUT ${CERTSWEEP_TEST_TIMEOUT} LABELS unit)
    add_dependencies(unit_tests ${target})
    add_dependencies(all_tests ${target})
  endif()
  add_dependencies(fuzz_targets ${target})
  target_link_libraries(${target} PRIVATE ${arg_LINKS} certsweep::options)
endfunction()
