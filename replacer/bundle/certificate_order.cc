#include "replacer/bundle/certificate_order.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace certsweep::replacer {
namespace {

using x509::Certificate;
using x509::CertificatePtr;

std::string NameOf(const Certificate& certificate) {
  const std::string& subject = certificate.subject().text();
  return subject.empty() ? "a certificate without a subject" : absl::StrCat("\"", subject, "\"");
}

std::vector<CertificatePtr> WithoutDuplicates(std::span<const CertificatePtr> certificates) {
  std::vector<CertificatePtr> unique;
  for (const CertificatePtr& certificate : certificates) {
    const bool seen = std::any_of(unique.begin(), unique.end(), [&](const CertificatePtr& other) {
      return other->sha256() == certificate->sha256();
    });
    if (!seen) unique.push_back(certificate);
  }
  return unique;
}

// Takes the best of `from` that `fits` out of it; null where none does.
template <class Fits, class Better>
CertificatePtr TakeBest(std::vector<CertificatePtr>& from, Fits fits, Better better) {
  auto best = from.end();
  for (auto it = from.begin(); it != from.end(); ++it) {
    if (fits(**it) && (best == from.end() || better(**it, **best))) best = it;
  }
  if (best == from.end()) return nullptr;
  CertificatePtr taken = *best;
  from.erase(best);
  return taken;
}

absl::Status NoLeaf(const std::vector<CertificatePtr>& certificates) {
  if (certificates.empty()) return absl::InvalidArgumentError("there is no certificate");
  std::string names;
  for (const CertificatePtr& certificate : certificates) absl::StrAppend(&names, "; ", NameOf(*certificate));
  return absl::InvalidArgumentError(absl::StrCat("no certificate is for this private key, but for other keys", names));
}

}  // namespace

bool IsIssuerOf(const Certificate& issuer, const Certificate& subject) {
  return issuer.subject() == subject.issuer() &&
         x509::CheckSignature(subject, issuer.public_key()) == x509::SignatureCheck::kValid;
}

absl::StatusOr<OrderedCertificates> OrderCertificates(const x509::PrivateKey& key,
                                                      std::span<const CertificatePtr> certificates) {
  std::vector<CertificatePtr> rest = WithoutDuplicates(certificates);
  OrderedCertificates out;
  out.leaf = TakeBest(
      rest, [&](const Certificate& c) { return key.Matches(c.public_key()); },
      [](const Certificate& a, const Certificate& b) {
        return std::pair(!a.is_self_signed(), a.not_after()) > std::pair(!b.is_self_signed(), b.not_after());
      });
  if (out.leaf == nullptr) return NoLeaf(rest);
  const auto longest_root_first = [](const Certificate& a, const Certificate& b) {
    return std::pair(a.is_self_signed(), a.not_after()) > std::pair(b.is_self_signed(), b.not_after());
  };
  for (CertificatePtr last = out.leaf; !last->is_self_signed();) {
    last = TakeBest(rest, [&](const Certificate& c) { return IsIssuerOf(c, *last); }, longest_root_first);
    if (last == nullptr) break;
    if (last->is_self_signed()) {
      out.root = last;
    } else {
      out.intermediates.push_back(last);
    }
  }
  for (const CertificatePtr& stranger : rest) {
    out.notices.push_back(absl::StrCat(NameOf(*stranger), " is left out: it is not part of the leaf's chain"));
  }
  return out;
}

}  // namespace certsweep::replacer
