// What the openssl command says of a scene.
#ifndef CERTSWEEP_TESTS_ENGINE_PKI_DIFFERENTIAL_OPENSSL_OPINION_H_
#define CERTSWEEP_TESTS_ENGINE_PKI_DIFFERENTIAL_OPENSSL_OPINION_H_

#include "tests/engine/pki/differential/boringssl_opinion.h"

namespace certsweep::pki {

// Whether the command is there.
bool HasOpenssl();
Opinion OpensslOpinion(const suites::Scene& scene);

}  // namespace certsweep::pki

#endif  // CERTSWEEP_TESTS_ENGINE_PKI_DIFFERENTIAL_OPENSSL_OPINION_H_
