// Makes private keys of the kinds that a server's certificate is asked for with. Thread-safe: pure but for randomness.
#ifndef CERTSWEEP_ENGINE_X509_NEW_KEY_H_
#define CERTSWEEP_ENGINE_X509_NEW_KEY_H_

#include <array>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/x509/private_key.h"

namespace certsweep::x509 {

enum class NewKeyType { kRsa2048, kRsa3072, kRsa4096, kP256, kP384, kP521 };

// What people call them, in the order of the enum.
inline constexpr std::array<std::string_view, 6> kNewKeyTypeNames = {"rsa:2048", "rsa:3072", "rsa:4096",
                                                                     "ec:P-256", "ec:P-384", "ec:P-521"};

// One of kNewKeyTypeNames.
std::string_view NewKeyTypeName(NewKeyType type);

// One of those names, in either case. InvalidArgument that lists them for everything else, RSA below 2,048 bits too.
absl::StatusOr<NewKeyType> ParseNewKeyType(std::string_view text);

// A new key; RSA with the exponent 65537. Internal where BoringSSL fails. RSA takes from a tenth of a second to
// seconds.
absl::StatusOr<PrivateKey> GenerateKey(NewKeyType type);

}  // namespace certsweep::x509

#endif  // CERTSWEEP_ENGINE_X509_NEW_KEY_H_
