#include "replacer/bundle/server_pem.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_context.h"
#include "engine/base/wiper.h"
#include "engine/x509/pem.h"

namespace certsweep::replacer {
namespace {

using x509::CertificatePtr;
using x509::PemBlock;

absl::Status Wrong(std::string_view what) { return absl::InvalidArgumentError(std::string(what)); }

std::string PemOf(const x509::Certificate& certificate) { return x509::EncodePem("CERTIFICATE", certificate.der()); }

bool IsPlainAscii(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); });
}

// Written again the blocks are the file: nothing stands before, between or behind them, and lines are as they should
// be.
bool IsNothingButBlocks(std::string_view bytes, const std::vector<PemBlock>& blocks) {
  for (const PemBlock& block : blocks) {
    std::string written = x509::EncodePem(block.label, base::AsBytes(block.der));
    const base::Wiper wiper(written);
    if (!bytes.starts_with(written)) return false;
    bytes.remove_prefix(written.size());
  }
  return bytes.empty();
}

absl::Status CheckForm(std::string_view bytes, const std::vector<PemBlock>& blocks) {
  if (blocks.empty() || !blocks[0].label.ends_with("PRIVATE KEY")) return Wrong("the private key does not come first");
  if (blocks.size() < 2) return Wrong("there is no certificate");
  const bool rest_is_certificates =
      std::all_of(blocks.begin() + 1, blocks.end(), [](const PemBlock& block) { return block.label == "CERTIFICATE"; });
  if (!rest_is_certificates) return Wrong("something else than certificates follows the private key");
  if (!IsNothingButBlocks(bytes, blocks)) return Wrong("something stands before, between or behind the blocks");
  return absl::OkStatus();
}

absl::Status CheckOrder(const std::vector<CertificatePtr>& chain, bool with_root) {
  for (size_t i = 1; i < chain.size(); ++i) {
    if (!IsIssuerOf(*chain[i], *chain[i - 1])) {
      return Wrong(absl::StrCat("certificate ", i + 1, " is not the issuer of the one before it"));
    }
    if (!chain[i]->is_self_signed()) continue;
    if (!with_root || i + 1 < chain.size()) return Wrong(absl::StrCat("certificate ", i + 1, " is a root"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ServerPem> MakeServerPem(const x509::PrivateKey& key, std::span<const CertificatePtr> certificates,
                                        bool with_root) {
  absl::StatusOr<OrderedCertificates> ordered = OrderCertificates(key, certificates);
  if (!ordered.ok()) return ordered.status();
  if (with_root && ordered->root == nullptr) return Wrong("the root is asked for, and is not among the certificates");
  if (!with_root) ordered->root = nullptr;
  const absl::StatusOr<base::SecretText> key_pem = key.ToPem();
  if (!key_pem.ok()) return key_pem.status();
  std::string rest = PemOf(*ordered->leaf) + IntermediatesPem(*ordered);
  if (ordered->root != nullptr) rest += PemOf(*ordered->root);
  std::string bytes;
  bytes.reserve(key_pem->view().size() + rest.size());
  bytes += key_pem->view();
  bytes += rest;
  ServerPem pem = {.bytes = base::SecretText(std::move(bytes)), .certificates = *std::move(ordered)};
  const absl::Status checked = CheckServerPem(pem.bytes.view(), with_root);
  if (!checked.ok()) return base::Annotate(checked, "server.pem");
  return pem;
}

std::string IntermediatesPem(const OrderedCertificates& certificates) {
  std::string pem;
  for (const CertificatePtr& certificate : certificates.intermediates) pem += PemOf(*certificate);
  return pem;
}

absl::Status CheckServerPem(std::string_view bytes, bool with_root) {
  if (!IsPlainAscii(bytes)) return Wrong("a character that is not ASCII, or a line end that is not LF");
  absl::StatusOr<std::vector<PemBlock>> blocks = x509::ParsePem(bytes);
  if (!blocks.ok()) return blocks.status();
  const x509::PemWiper wiper(*blocks);
  if (absl::Status status = CheckForm(bytes, *blocks); !status.ok()) return status;
  const absl::StatusOr<std::optional<x509::PrivateKey>> key = x509::PrivateKey::FromPem(bytes);
  if (!key.ok()) return key.status();
  const absl::StatusOr<std::vector<CertificatePtr>> chain = x509::ParsePemCertificates(bytes);
  if (!chain.ok()) return chain.status();
  if (!key->has_value() || !(*key)->Matches(chain->front()->public_key())) {
    return Wrong("the first certificate is not for the private key");
  }
  return CheckOrder(*chain, with_root);
}

}  // namespace certsweep::replacer
