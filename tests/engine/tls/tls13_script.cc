#include "tests/engine/tls/tls13_script.h"

#include <openssl/curve25519.h>
#include <openssl/digest.h>
#include <openssl/hkdf.h>
#include <openssl/hmac.h>
#include <openssl/ssl.h>

#include "engine/base/bytes.h"
#include "tests/engine/tls/handshake_signature.h"
#include "tests/engine/tls/script_crypto.h"
#include "tests/engine/tls/tls_bytes.h"
#include "tests/support/check.h"

namespace certsweep::tls {

namespace {

constexpr size_t kHash = 32;
constexpr size_t kMaxFragment = 1 << 14;

std::string Extract(std::string_view salt, std::string_view input) {
  uint8_t out[EVP_MAX_MD_SIZE];
  size_t size = 0;
  test::Check(HKDF_extract(out, &size, EVP_sha256(), base::AsBytes(input).data(), input.size(),
                           base::AsBytes(salt).data(), salt.size()) == 1,
              "HKDF_extract");
  return std::string(base::AsText({out, size}));
}

// RFC 8446, 7.1: HKDF-Expand-Label.
std::string ExpandLabel(std::string_view secret, std::string_view label, std::string_view context, size_t size) {
  const std::string info = U16(size) + Prefixed8("tls13 " + std::string(label)) + Prefixed8(context);
  std::string out(size, '\0');
  test::Check(HKDF_expand(reinterpret_cast<uint8_t*>(out.data()), size, EVP_sha256(), base::AsBytes(secret).data(),
                          secret.size(), base::AsBytes(info).data(), info.size()) == 1,
              "HKDF_expand");
  return out;
}

ClientHelloView ViewOf(std::string_view client_hello) {
  std::optional<ClientHelloView> view = ParseClientHello(client_hello);
  test::Check(view && view->KeyShare(SSL_CURVE_X25519), "a ClientHello of TLS 1.3");
  return *std::move(view);
}

}  // namespace

Tls13Script::Tls13Script(std::string_view client_hello) : client_(ViewOf(client_hello)), transcript_(client_.message) {
  uint8_t public_value[X25519_PUBLIC_VALUE_LEN], private_key[X25519_PRIVATE_KEY_LEN];
  X25519_keypair(public_value, private_key);
  public_value_ = base::AsText(public_value);
  private_key_ = base::AsText(private_key);
}

std::string Tls13Script::HandshakeSecret() const {
  const std::string client_value = *client_.KeyShare(SSL_CURVE_X25519);
  std::string shared(X25519_SHARED_KEY_LEN, '\0');
  test::Check(X25519(reinterpret_cast<uint8_t*>(shared.data()), base::AsBytes(private_key_).data(),
                     base::AsBytes(client_value).data()) == 1,
              "X25519");
  const std::string early = Extract("", std::string(kHash, '\0'));
  return Extract(ExpandLabel(early, "derived", Sha256Of(""), kHash), shared);
}

std::string Tls13Script::ServerHello() {
  const std::string key_share = U16(SSL_CURVE_X25519) + Prefixed16(public_value_);
  const std::string extensions = U16(TLSEXT_TYPE_supported_versions) + Prefixed16(U16(TLS1_3_VERSION)) +
                                 U16(TLSEXT_TYPE_key_share) + Prefixed16(key_share);
  const std::string message =
      Message(SSL3_MT_SERVER_HELLO,
              ServerHelloBody({.session_id = client_.session_id, .cipher_suite = 0x1301, .extensions = extensions}));
  transcript_ += message;
  traffic_secret_ = ExpandLabel(HandshakeSecret(), "s hs traffic", Sha256Of(transcript_), kHash);
  key_ = ExpandLabel(traffic_secret_, "key", "", 16);
  iv_ = ExpandLabel(traffic_secret_, "iv", "", 12);
  return Record(kHandshakeRecord, message);
}

std::string Tls13Script::Seal(uint8_t type, std::string_view content) {
  const std::string plaintext = std::string(content) + U8(type);
  std::string nonce = iv_;
  for (size_t i = 0; i < 8; ++i) nonce[11 - i] = static_cast<char>(nonce[11 - i] ^ ((sequence_ >> (8 * i)) & 0xff));
  ++sequence_;
  const std::string header = U8(kApplicationDataRecord) + U16(TLS1_2_VERSION) + U16(plaintext.size() + 16);
  return header + SealAes128Gcm(key_, nonce, plaintext, header);
}

std::string Tls13Script::Send(uint8_t type, std::string_view body) {
  const std::string message = Message(type, body);
  transcript_ += message;
  std::string records;
  for (size_t at = 0; at < message.size(); at += kMaxFragment) {
    records += Seal(kHandshakeRecord, std::string_view(message).substr(at, kMaxFragment));
  }
  return records;
}

std::string Tls13Script::EncryptedExtensions() { return Send(SSL3_MT_ENCRYPTED_EXTENSIONS, Prefixed16("")); }

std::string Tls13Script::CertificateRequest() {
  const std::string algorithms = U16(SSL_SIGN_ECDSA_SECP256R1_SHA256) + U16(SSL_SIGN_RSA_PSS_RSAE_SHA256);
  const std::string extension = U16(TLSEXT_TYPE_signature_algorithms) + Prefixed16(Prefixed16(algorithms));
  return Send(SSL3_MT_CERTIFICATE_REQUEST, Prefixed8("") + Prefixed16(extension));
}

std::string Tls13Script::Certificate(const std::vector<std::string>& chain) {
  return Send(SSL3_MT_CERTIFICATE, CertificateBody(chain, CertificateMessageForm::kTls13));
}

std::string Tls13Script::CertificateVerify(const test::TestKey& key, uint16_t algorithm, bool wrong) {
  const std::string context("TLS 1.3, server CertificateVerify\0", 34);
  std::string signature = SignHandshake(key.pkey(), algorithm, std::string(64, ' ') + context + Sha256Of(transcript_));
  if (wrong) signature.back() = static_cast<char>(signature.back() ^ 1);
  return Send(SSL3_MT_CERTIFICATE_VERIFY, U16(algorithm) + Prefixed16(signature));
}

std::string Tls13Script::Finished(bool wrong) {
  const std::string key = ExpandLabel(traffic_secret_, "finished", "", kHash);
  const std::string hash = Sha256Of(transcript_);
  uint8_t mac[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(EVP_sha256(), key.data(), key.size(), base::AsBytes(hash).data(), hash.size(), mac, &size);
  if (wrong) mac[size - 1] ^= 1;
  return Send(SSL3_MT_FINISHED, base::AsText({mac, size}));
}

std::string Tls13Script::Flight(const std::vector<std::string>& chain, const test::TestKey& key, uint16_t algorithm) {
  return Join(
      {ServerHello(), EncryptedExtensions(), Certificate(chain), CertificateVerify(key, algorithm), Finished()});
}

}  // namespace certsweep::tls
