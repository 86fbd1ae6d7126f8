// What BoringSSL's own X509_verify_cert says of a scene.
#ifndef CERTSWEEP_TESTS_ENGINE_PKI_DIFFERENTIAL_BORINGSSL_OPINION_H_
#define CERTSWEEP_TESTS_ENGINE_PKI_DIFFERENTIAL_BORINGSSL_OPINION_H_

#include <string>

#include "tests/engine/pki/suites/suite_case.h"

namespace certsweep::pki {

struct Opinion {
  bool trusted = false;
  std::string reason;  // of a refusal
};

Opinion BoringsslOpinion(const suites::Scene& scene);

}  // namespace certsweep::pki

#endif  // CERTSWEEP_TESTS_ENGINE_PKI_DIFFERENTIAL_BORINGSSL_OPINION_H_
