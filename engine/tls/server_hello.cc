#include "engine/tls/server_hello.h"

#include <openssl/bytestring.h>

namespace certsweep::tls {

namespace {

constexpr size_t kRandomSize = 32;
constexpr uint16_t kSupportedVersions = 43;
constexpr uint16_t kKeyShare = 51;
constexpr uint16_t kTls12 = 0x0303;
constexpr uint8_t kNamedCurve = 3;

CBS Input(base::Bytes body) {
  CBS input;
  CBS_init(&input, body.data(), body.size());
  return input;
}

void ReadExtensions(CBS input, ServerHello& hello) {
  CBS extensions, data;
  uint16_t type, value;
  if (!CBS_get_u16_length_prefixed(&input, &extensions)) return;
  while (CBS_get_u16(&extensions, &type) && CBS_get_u16_length_prefixed(&extensions, &data)) {
    if (!CBS_get_u16(&data, &value)) continue;
    if (type == kSupportedVersions) hello.version = value;
    if (type == kKeyShare) hello.group = value;
  }
}

}  // namespace

std::optional<ServerHello> ParseServerHello(base::Bytes body) {
  CBS input = Input(body), session_id;
  ServerHello hello;
  uint8_t compression;
  if (!CBS_get_u16(&input, &hello.version) || !CBS_skip(&input, kRandomSize) ||
      !CBS_get_u8_length_prefixed(&input, &session_id) || !CBS_get_u16(&input, &hello.cipher_suite)) {
    return std::nullopt;
  }
  if (CBS_get_u8(&input, &compression)) ReadExtensions(input, hello);
  return hello;
}

KeyExchangeParameters ParseServerKeyExchange(base::Bytes body, uint16_t version) {
  KeyExchangeParameters parameters;
  CBS input = Input(body), point;
  uint8_t type;
  uint16_t value;
  if (!CBS_get_u8(&input, &type) || type != kNamedCurve || !CBS_get_u16(&input, &value)) return parameters;
  parameters.group = value;
  if (version >= kTls12 && CBS_get_u8_length_prefixed(&input, &point) && CBS_get_u16(&input, &value)) {
    parameters.signature_algorithm = value;
  }
  return parameters;
}

uint16_t ParseCertificateVerify(base::Bytes body) {
  CBS input = Input(body);
  uint16_t value;
  return CBS_get_u16(&input, &value) ? value : 0;
}

bool IsSha1OrMd5Signature(uint16_t signature_algorithm) {
  const int hash = signature_algorithm >> 8, signature = signature_algorithm & 0xff;
  return (hash == 1 || hash == 2) && signature >= 1 && signature <= 3;
}

}  // namespace certsweep::tls
