// The cases of the suites as files: tests/testdata/pki, a line of JSON a case. Each is what `certsweep verify --batch`
// takes, with what is odd about it, where it is made, and what each set of rules has to say.
#ifndef CERTSWEEP_TESTS_ENGINE_PKI_SUITES_CASE_FILES_H_
#define CERTSWEEP_TESTS_ENGINE_PKI_SUITES_CASE_FILES_H_

#include <map>
#include <optional>
#include <string>

#include "tests/engine/pki/suites/suite_case.h"

namespace certsweep::pki::suites {

struct StoredCase {
  std::string line;
  std::string reason;
  Outcomes expected;
};

// By id: "NamesSuite.WhatMatches/the very name". Read once.
const std::map<std::string, StoredCase>& StoredCases();

// Of a case of the test that is running.
std::string StoredId(const Case& one);

// Where the environment says CERTSWEEP_WRITE_CASES=FOLDER, appends the case to the file of its suite there; else fails
// unless the case is stored as it is.
void WriteOrFind(const Case& one, const Scene& scene);

}  // namespace certsweep::pki::suites

#endif  // CERTSWEEP_TESTS_ENGINE_PKI_SUITES_CASE_FILES_H_
