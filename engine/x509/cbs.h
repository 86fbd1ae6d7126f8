// Small steps between BoringSSL's CBS and our views. Internal to this room.
#ifndef CERTSWEEP_ENGINE_X509_CBS_H_
#define CERTSWEEP_ENGINE_X509_CBS_H_

#include <openssl/bytestring.h>

#include "engine/base/bytes.h"

namespace certsweep::x509 {

inline CBS ToCbs(base::Bytes bytes) {
  CBS cbs;
  CBS_init(&cbs, bytes.data(), bytes.size());
  return cbs;
}

inline base::Bytes ToBytes(const CBS& cbs) { return {CBS_data(&cbs), CBS_len(&cbs)}; }

inline std::string_view ToText(const CBS& cbs) { return base::AsText(ToBytes(cbs)); }

inline bool IsEmpty(const CBS& cbs) { return CBS_len(&cbs) == 0; }

}  // namespace certsweep::x509

#endif  // CERTSWEEP_ENGINE_X509_CBS_H_
