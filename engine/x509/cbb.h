// Small steps of writing DER with BoringSSL's CBB, for this room and the lab's certificates. Each says whether it could
// be written; a CBB that failed stays so.
#ifndef CERTSWEEP_ENGINE_X509_CBB_H_
#define CERTSWEEP_ENGINE_X509_CBB_H_

#include <openssl/bytestring.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"

namespace certsweep::x509 {

inline bool AddBytes(CBB* out, base::Bytes bytes) { return CBB_add_bytes(out, bytes.data(), bytes.size()) != 0; }

// A whole element with its tag.
inline bool AddElement(CBB* out, unsigned tag, base::Bytes content) {
  CBB element;
  return CBB_add_asn1(out, &element, tag) && AddBytes(&element, content) && CBB_flush(out);
}

inline bool AddOid(CBB* out, std::string_view dotted) {
  CBB oid;
  return CBB_add_asn1(out, &oid, CBS_ASN1_OBJECT) && CBB_add_asn1_oid_from_text(&oid, dotted.data(), dotted.size()) &&
         CBB_flush(out);
}

// A Time (RFC 5280, 4.1.2.5): UTCTime up to 2049, GeneralizedTime from then on.
bool AddTime(CBB* out, int64_t unix_seconds);

// What was written to `cbb`.
inline std::string Written(CBB* cbb) {
  return CBB_flush(cbb) ? std::string(base::AsText({CBB_data(cbb), CBB_len(cbb)})) : std::string();
}

}  // namespace certsweep::x509

#endif  // CERTSWEEP_ENGINE_X509_CBB_H_
