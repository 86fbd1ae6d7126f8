# Makes a C++ source of text files, at build time: cmake -DOUTPUT=... -DHEADER=... -DNAMESPACE=... "-DFILES=NAME=path;..." -P this
# Each becomes a std::string_view NAME, byte for byte.
set(source "// Made from files beside the sources; not to be edited.\n#include \"${HEADER}\"\n\nnamespace ${NAMESPACE} {\n\n")
foreach(entry IN LISTS FILES)
  string(REGEX MATCH "^([^=]+)=(.*)$" _ "${entry}")
  set(name ${CMAKE_MATCH_1})
  file(READ "${CMAKE_MATCH_2}" text)
  string(FIND "${text}" ")embedded\"" ends_early)
  if(NOT ends_early EQUAL -1)
    message(FATAL_ERROR "${CMAKE_MATCH_2} holds what ends a text in C++")
  endif()
  string(APPEND source "const std::string_view ${name} = R\"embedded(${text})embedded\";\n\n")
endforeach()
file(WRITE "${OUTPUT}" "${source}}  // namespace ${NAMESPACE}\n")
