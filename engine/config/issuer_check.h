// Whether the keys of an [issuer.NAME] go together: what none of them can see alone. Thread-safe. Internal to this
// room.
#ifndef CERTSWEEP_ENGINE_CONFIG_ISSUER_CHECK_H_
#define CERTSWEEP_ENGINE_CONFIG_ISSUER_CHECK_H_

#include "engine/config/issuer_section.h"
#include "engine/config/problem_log.h"
#include "engine/config/toml_document.h"

namespace certsweep::config {

// `issuer` is what was read of `table`, and its kind is known. Keys of another kind, keys that are missing, and keys
// that need or exclude others are told.
void CheckIssuer(const TomlTable& table, const IssuerSection& issuer, ProblemLog* problems);

}  // namespace certsweep::config

#endif  // CERTSWEEP_ENGINE_CONFIG_ISSUER_CHECK_H_
