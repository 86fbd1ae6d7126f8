// A hundred chains as an enemy of the path builder would send them: each a pool of certificates that offers work
// without end, and most of them no path. The same in every process.
#ifndef CERTSWEEP_TESTS_ENGINE_PKI_HOSTILE_HOSTILE_POOLS_H_
#define CERTSWEEP_TESTS_ENGINE_PKI_HOSTILE_HOSTILE_POOLS_H_

#include <functional>
#include <string>
#include <vector>

#include "engine/pki/policy.h"

namespace certsweep::pki::hostile {

// Certificates as DER.
struct Pool {
  std::vector<std::string> sent;  // leaf first
  std::vector<std::string> anchors;
};

enum class Outcome {
  kTrusted,    // there is a path, and it is found
  kRefused,    // there is none, and that is found out
  kExhausted,  // whether there is one can't be found out with so little work
};

struct PoolCase {
  std::string family;
  std::string name;
  std::function<Pool()> make;  // takes a while
  Outcome outcome;
};

inline constexpr char kServerName[] = "www.target.example";
inline constexpr Rules kPoolRules = Rules::kWebPki;

const std::vector<PoolCase>& HostilePools();

}  // namespace certsweep::pki::hostile

#endif  // CERTSWEEP_TESTS_ENGINE_PKI_HOSTILE_HOSTILE_POOLS_H_
