// The pages of tests/testdata/adcs.
#ifndef CERTSWEEP_TESTS_REPLACER_ISSUER_ADCS_PAGE_FILES_H_
#define CERTSWEEP_TESTS_REPLACER_ISSUER_ADCS_PAGE_FILES_H_

#include <string>

#include "tests/support/temporary_folder.h"

namespace certsweep::replacer {

inline std::string AdcsPageFile(const std::string& name) {
  return test::ReadWholeFile(std::string(CERTSWEEP_ADCS_PAGES) + "/" + name);
}

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_TESTS_REPLACER_ISSUER_ADCS_PAGE_FILES_H_
