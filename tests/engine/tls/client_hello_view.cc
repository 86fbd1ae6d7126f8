#include "tests/engine/tls/client_hello_view.h"

#include <openssl/bytestring.h>
#include <openssl/ssl.h>

#include <algorithm>

#include "engine/base/bytes.h"

namespace certsweep::tls {

namespace {

CBS Input(std::string_view bytes) {
  CBS input;
  CBS_init(&input, base::AsBytes(bytes).data(), bytes.size());
  return input;
}

std::string Text(const CBS& bytes) { return std::string(base::AsText({CBS_data(&bytes), CBS_len(&bytes)})); }

bool ReadU16List(CBS list, std::vector<uint16_t>* values) {
  uint16_t value;
  while (CBS_len(&list) > 0) {
    if (!CBS_get_u16(&list, &value)) return false;
    values->push_back(value);
  }
  return true;
}

bool ReadExtensions(CBS* message, ClientHelloView* hello) {
  CBS extensions, data;
  uint16_t type;
  hello->has_extensions = CBS_len(message) > 0;
  if (!hello->has_extensions) return true;
  if (!CBS_get_u16_length_prefixed(message, &extensions) || CBS_len(message) != 0) return false;
  while (CBS_len(&extensions) > 0) {
    if (!CBS_get_u16(&extensions, &type) || !CBS_get_u16_length_prefixed(&extensions, &data)) return false;
    if (hello->Extension(type)) return false;
    hello->extensions.emplace_back(type, Text(data));
  }
  return true;
}

bool ReadMessage(CBS body, ClientHelloView* hello) {
  CBS random, session_id, cipher_suites, compression_methods;
  if (!CBS_get_u16(&body, &hello->version) || !CBS_get_bytes(&body, &random, SSL3_RANDOM_SIZE) ||
      !CBS_get_u8_length_prefixed(&body, &session_id) || CBS_len(&session_id) > SSL_MAX_SSL_SESSION_ID_LENGTH ||
      !CBS_get_u16_length_prefixed(&body, &cipher_suites) || CBS_len(&cipher_suites) == 0 ||
      !CBS_get_u8_length_prefixed(&body, &compression_methods) || !ReadU16List(cipher_suites, &hello->cipher_suites)) {
    return false;
  }
  hello->random = Text(random);
  hello->session_id = Text(session_id);
  hello->compression_methods = Text(compression_methods);
  return ReadExtensions(&body, hello);
}

}  // namespace

std::optional<std::string> ClientHelloView::Extension(uint16_t type) const {
  const auto found =
      std::find_if(extensions.begin(), extensions.end(), [type](const auto& entry) { return entry.first == type; });
  return found == extensions.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::string> ClientHelloView::ServerName() const {
  const std::optional<std::string> extension = Extension(TLSEXT_TYPE_server_name);
  if (!extension) return std::nullopt;
  CBS input = Input(*extension), list, name;
  uint8_t type;
  if (!CBS_get_u16_length_prefixed(&input, &list) || CBS_len(&input) != 0 || !CBS_get_u8(&list, &type) ||
      type != TLSEXT_NAMETYPE_host_name || !CBS_get_u16_length_prefixed(&list, &name) || CBS_len(&list) != 0) {
    return std::nullopt;
  }
  return Text(name);
}

std::vector<uint16_t> ClientHelloView::ListIn(uint16_t extension) const {
  const std::string data = Extension(extension).value_or("");
  CBS input = Input(data), list;
  std::vector<uint16_t> values;
  // supported_versions alone has a length of one byte.
  const bool read = extension == TLSEXT_TYPE_supported_versions ? CBS_get_u8_length_prefixed(&input, &list)
                                                                : CBS_get_u16_length_prefixed(&input, &list);
  if (!read || CBS_len(&input) != 0 || !ReadU16List(list, &values)) return {};
  return values;
}

std::optional<std::string> ClientHelloView::KeyShare(uint16_t group) const {
  const std::string data = Extension(TLSEXT_TYPE_key_share).value_or("");
  CBS input = Input(data), list, key;
  uint16_t id;
  if (!CBS_get_u16_length_prefixed(&input, &list)) return std::nullopt;
  while (CBS_get_u16(&list, &id) && CBS_get_u16_length_prefixed(&list, &key)) {
    if (id == group) return Text(key);
  }
  return std::nullopt;
}

std::optional<ClientHelloView> ParseClientHello(std::string_view bytes) {
  ClientHelloView hello;
  CBS input = Input(bytes), record, body;
  uint8_t record_type, message_type;
  if (!CBS_get_u8(&input, &record_type) || record_type != SSL3_RT_HANDSHAKE ||
      !CBS_get_u16(&input, &hello.record_version) || !CBS_get_u16_length_prefixed(&input, &record) ||
      CBS_len(&input) != 0) {
    return std::nullopt;
  }
  hello.message = Text(record);
  if (!CBS_get_u8(&record, &message_type) || message_type != SSL3_MT_CLIENT_HELLO ||
      !CBS_get_u24_length_prefixed(&record, &body) || CBS_len(&record) != 0 || !ReadMessage(body, &hello)) {
    return std::nullopt;
  }
  return hello;
}

}  // namespace certsweep::tls
