#include "engine/tls/legacy_client_hello.h"

#include <openssl/bytestring.h>
#include <openssl/mem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <iterator>
#include <span>

namespace certsweep::tls {

namespace {

// Best first: old servers follow the client's order. Everything with a certificate, weak and broken ones last; no
// secret is ever sent. Fewer than 96, so that a ClientHello without extensions stays below 256 bytes.
constexpr uint16_t kCipherSuites[] = {
    0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8,                                  // ECDHE, AEAD
    0x009e, 0x009f, 0xccaa, 0x00a2, 0x00a3,                                          // DHE, AEAD
    0xc009, 0xc013, 0xc00a, 0xc014, 0xc023, 0xc027, 0xc024, 0xc028,                  // ECDHE, CBC
    0x0033, 0x0039, 0x0067, 0x006b, 0x0032, 0x0038, 0x0040, 0x006a,                  // DHE, CBC
    0x009c, 0x009d, 0x002f, 0x0035, 0x003c, 0x003d,                                  // RSA
    0xc031, 0xc02d, 0xc00e, 0xc00f, 0xc004, 0xc005, 0x0031, 0x0037, 0x0030, 0x0036,  // static (EC)DH
    0x0045, 0x0088, 0x0044, 0x0087, 0x0041, 0x0084, 0x00be, 0x00ba,                  // Camellia
    0x009a, 0x0099, 0x0096, 0x0007,                                                  // SEED, IDEA
    0xc008, 0xc012, 0x0016, 0x0013, 0x000a, 0xc00d, 0xc003, 0x0010, 0x000d,          // 3DES
    0xc007, 0xc011, 0x0066, 0x0005, 0x0004, 0xc00c, 0xc002,                          // RC4
    0x0015, 0x0012, 0x0009,                                                          // DES
    0x0062, 0x0064, 0x0014, 0x0011, 0x0008, 0x0006, 0x0003,                          // export
    0xc006, 0xc010, 0x003b, 0x0002, 0x0001,                                          // NULL
    0x00ff,                                                                          // secure renegotiation
};
static_assert(std::size(kCipherSuites) < 96);

constexpr uint16_t kGroups[] = {0x001d, 0x0017, 0x0018, 0x0019, 0x001a, 0x001b, 0x001c, 0x0016,
                                0x0015, 0x0013, 0x000e, 0x000d, 0x000c, 0x000b, 0x000a, 0x0009};

// With SHA-256 to SHA-512, then SHA-224, SHA-1 and MD5; RSA, DSA and ECDSA each, and what is newer.
constexpr uint16_t kSignatureAlgorithms[] = {0x0401, 0x0403, 0x0402, 0x0501, 0x0503, 0x0502, 0x0601, 0x0603,
                                             0x0602, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0807,
                                             0x0808, 0x0301, 0x0303, 0x0302, 0x0201, 0x0203, 0x0202, 0x0101};

// Records: some servers of old want the lowest version here whatever the ClientHello says.
uint16_t RecordVersion(uint16_t version) { return std::min<uint16_t>(version, 0x0301); }

bool AddList(CBB* out, std::span<const uint16_t> values) {
  CBB list;
  return CBB_add_u16_length_prefixed(out, &list) &&
         std::all_of(values.begin(), values.end(), [&](uint16_t value) { return CBB_add_u16(&list, value) == 1; }) &&
         CBB_flush(out);
}

bool AddListExtension(CBB* extensions, uint16_t type, std::span<const uint16_t> values) {
  CBB data;
  return CBB_add_u16(extensions, type) && CBB_add_u16_length_prefixed(extensions, &data) && AddList(&data, values) &&
         CBB_flush(extensions);
}

bool AddServerName(CBB* extensions, std::string_view host_name) {
  CBB data, list, name;
  return CBB_add_u16(extensions, TLSEXT_TYPE_server_name) && CBB_add_u16_length_prefixed(extensions, &data) &&
         CBB_add_u16_length_prefixed(&data, &list) && CBB_add_u8(&list, TLSEXT_NAMETYPE_host_name) &&
         CBB_add_u16_length_prefixed(&list, &name) &&
         CBB_add_bytes(&name, reinterpret_cast<const uint8_t*>(host_name.data()), host_name.size()) &&
         CBB_flush(extensions);
}

bool AddPointFormats(CBB* extensions) {
  CBB data, list;
  return CBB_add_u16(extensions, TLSEXT_TYPE_ec_point_formats) && CBB_add_u16_length_prefixed(extensions, &data) &&
         CBB_add_u8_length_prefixed(&data, &list) && CBB_add_u8(&list, TLSEXT_ECPOINTFORMAT_uncompressed) &&
         CBB_flush(extensions);
}

// Some load balancers hang at a ClientHello of 256 to 511 bytes (RFC 7685), and some servers mind a last extension that
// is empty. `size`: of the message so far, with the length field of the extensions.
bool AddPadding(CBB* extensions, size_t size) {
  constexpr size_t kExtensionHeader = 4;
  if (size < 256 || size >= 512) return true;
  const size_t count = 512 - std::min<size_t>(511, size + kExtensionHeader);
  CBB data;
  uint8_t* zeros;
  if (!CBB_add_u16(extensions, TLSEXT_TYPE_padding) || !CBB_add_u16_length_prefixed(extensions, &data) ||
      !CBB_add_space(&data, &zeros, count)) {
    return false;
  }
  std::fill_n(zeros, count, uint8_t{0});
  return CBB_flush(extensions);
}

// `size_before`: of the message before its extensions.
bool AddExtensions(CBB* hello, const LegacyHelloOptions& options, std::string_view host_name, size_t size_before) {
  CBB extensions;
  // signature_algorithms must not be sent below TLS 1.2 (RFC 5246, 7.4.1.4.1).
  return CBB_add_u16_length_prefixed(hello, &extensions) &&
         (host_name.empty() || AddServerName(&extensions, host_name)) &&
         AddListExtension(&extensions, TLSEXT_TYPE_supported_groups, kGroups) && AddPointFormats(&extensions) &&
         (options.version < TLS1_2_VERSION ||
          AddListExtension(&extensions, TLSEXT_TYPE_signature_algorithms, kSignatureAlgorithms)) &&
         AddPadding(&extensions, size_before + 2 + CBB_len(&extensions)) && CBB_flush(hello);
}

bool AddClientHello(CBB* record, const LegacyHelloOptions& options, std::string_view host_name) {
  constexpr size_t kMessageHeader = 4;
  uint8_t random[SSL3_RANDOM_SIZE];
  CBB hello;
  return RAND_bytes(random, sizeof(random)) && CBB_add_u8(record, SSL3_MT_CLIENT_HELLO) &&
         CBB_add_u24_length_prefixed(record, &hello) && CBB_add_u16(&hello, options.version) &&
         CBB_add_bytes(&hello, random, sizeof(random)) && CBB_add_u8(&hello, 0) &&            // session_id
         AddList(&hello, kCipherSuites) && CBB_add_u8(&hello, 1) && CBB_add_u8(&hello, 0) &&  // compression: null
         (!options.extensions || AddExtensions(&hello, options, host_name, kMessageHeader + CBB_len(&hello))) &&
         CBB_flush(record);
}

}  // namespace

std::string BuildLegacyClientHello(const LegacyHelloOptions& options, std::string_view host_name) {
  bssl::ScopedCBB out;
  CBB record;
  uint8_t* bytes = nullptr;
  size_t size = 0;
  if (!CBB_init(out.get(), 600) || !CBB_add_u8(out.get(), SSL3_RT_HANDSHAKE) ||
      !CBB_add_u16(out.get(), RecordVersion(options.version)) || !CBB_add_u16_length_prefixed(out.get(), &record) ||
      !AddClientHello(&record, options, host_name) || !CBB_finish(out.get(), &bytes, &size)) {
    return {};
  }
  const bssl::UniquePtr<uint8_t> owner(bytes);
  return std::string(base::AsText({bytes, size}));
}

}  // namespace certsweep::tls
