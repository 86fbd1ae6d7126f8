#include "tests/engine/tls/tls_server.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pool.h>

#include <algorithm>

#include "engine/base/bytes.h"
#include "tests/engine/tls/handshake_signature.h"
#include "tests/support/check.h"

namespace certsweep::tls {

namespace {

ssl_verify_result_t AcceptAnyClient(SSL*, uint8_t*) { return ssl_verify_ok; }

// The key is the application data of the SSL; the last bit of each signature is wrong.
ssl_private_key_result_t SignBadly(SSL* ssl, uint8_t* out, size_t* size, size_t max_size, uint16_t algorithm,
                                   const uint8_t* input, size_t input_size) {
  auto* const key = static_cast<EVP_PKEY*>(SSL_get_app_data(ssl));
  const std::string signature = SignHandshake(key, algorithm, base::AsText({input, input_size}));
  if (signature.size() > max_size) return ssl_private_key_failure;
  std::copy(signature.begin(), signature.end(), out);
  out[signature.size() - 1] ^= 1;
  *size = signature.size();
  return ssl_private_key_success;
}

constexpr SSL_PRIVATE_KEY_METHOD kBadSigner = {SignBadly, nullptr, nullptr};

bssl::UniquePtr<SSL_CTX> NewContext(const ServerOptions& options) {
  bssl::UniquePtr<SSL_CTX> context(SSL_CTX_new(TLS_with_buffers_method()));
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_TICKET);
  if (options.requires_client_certificate) {
    SSL_CTX_set_custom_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, AcceptAnyClient);
  }
  const std::vector<uint16_t>& algorithms = options.signature_algorithms;
  test::Check(SSL_CTX_set_min_proto_version(context.get(), options.min_version) &&
                  SSL_CTX_set_max_proto_version(context.get(), options.max_version) &&
                  (!options.ciphers || SSL_CTX_set_strict_cipher_list(context.get(), options.ciphers)) &&
                  (!options.groups || SSL_CTX_set1_curves_list(context.get(), options.groups)) &&
                  (algorithms.empty() ||
                   SSL_CTX_set_signing_algorithm_prefs(context.get(), algorithms.data(), algorithms.size())),
              "server context");
  return context;
}

}  // namespace

TlsServer::TlsServer(const test::TestKey& key, const std::vector<std::string>& chain, const ServerOptions& options)
    : ssl_(SSL_new(NewContext(options).get())) {
  std::vector<bssl::UniquePtr<CRYPTO_BUFFER>> owners;
  std::vector<CRYPTO_BUFFER*> buffers;
  for (const std::string& der : chain) {
    owners.emplace_back(CRYPTO_BUFFER_new(base::AsBytes(der).data(), der.size(), nullptr));
    buffers.push_back(owners.back().get());
  }
  EVP_PKEY* const own_key = options.breaks_signatures ? nullptr : key.pkey();
  const SSL_PRIVATE_KEY_METHOD* const method = options.breaks_signatures ? &kBadSigner : nullptr;
  test::Check(SSL_set_app_data(ssl_.get(), key.pkey()) &&
                  SSL_set_chain_and_key(ssl_.get(), buffers.data(), buffers.size(), own_key, method),
              "server chain and key");
  SSL_set_accept_state(ssl_.get());
  SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
}

std::string TlsServer::Receive(std::string_view input) {
  ERR_clear_error();
  BIO_write(SSL_get_rbio(ssl_.get()), input.data(), static_cast<int>(input.size()));
  SSL_do_handshake(ssl_.get());
  ERR_clear_error();
  const uint8_t* bytes = nullptr;
  size_t size = 0;
  BIO* const bio = SSL_get_wbio(ssl_.get());
  test::Check(BIO_mem_contents(bio, &bytes, &size) == 1, "server output");
  std::string output(base::AsText({bytes, size}));
  BIO_reset(bio);
  return output;
}

}  // namespace certsweep::tls
