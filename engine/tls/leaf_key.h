// The key of the leaf as a handshake sees it. Thread-safe: pure functions.
#ifndef CERTSWEEP_ENGINE_TLS_LEAF_KEY_H_
#define CERTSWEEP_ENGINE_TLS_LEAF_KEY_H_

#include <openssl/base.h>

namespace certsweep::tls {

// What a signature that verified with the leaf's key would tell.
enum class LeafKeyUse {
  kProvesPossession,
  kProvesNothing,  // anybody can sign: RSA with an exponent of 1, and the like
  kUnusable,       // BoringSSL can't verify with it (DSA, brainpool, RSA-PSS, Ed448, ...), or it can't be read
};

LeafKeyUse UseOfLeafKey(const CRYPTO_BUFFER& leaf);

}  // namespace certsweep::tls

#endif  // CERTSWEEP_ENGINE_TLS_LEAF_KEY_H_
