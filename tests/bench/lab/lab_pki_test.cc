#include "bench/lab/lab_pki.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pool.h>

#include <string>
#include <vector>

#include "engine/pki/chain_judge.h"
#include "engine/probe/certificate_cache.h"
#include "engine/x509/certificate_file.h"
#include "engine/x509/certificate_signing.h"
#include "engine/x509/private_key.h"

namespace certsweep::lab {
namespace {

constexpr int64_t kNow = 1767323045;
constexpr int kEach = 3;  // endpoints of each kind

struct Chain {
  std::vector<base::Bytes> ders;
  std::vector<pki::ReferenceIdentity> identities;
};

class LabPkiTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::vector<LabKind> kinds;
    for (int i = 0; i < kEach; ++i) {
      for (const LabKindInfo& info : LabKinds()) kinds.push_back(info.kind);
    }
    auto pki = LabPki::Create(kinds, kNow);
    ASSERT_TRUE(pki.ok()) << pki.status();
    pki_ = *std::move(pki);
    anchors_ = std::make_shared<const pki::TrustAnchors>(*x509::ParseCertificateFile(pki_->TrustPem()));
    for (size_t i = 0; i < kinds.size(); ++i) AddChain(static_cast<int>(i));
  }

  void AddChain(int index) {
    const std::string host = "host-" + std::to_string(index) + ".lab.example";
    const auto address = base::IpAddress::V4(0x7f400000 + static_cast<uint32_t>(index));
    auto credentials = pki_->CredentialsOf(index, host, address);
    ASSERT_TRUE(credentials.ok()) << credentials.status();
    credentials_.push_back(*std::move(credentials));
    Chain chain;
    for (const auto& buffer : credentials_.back().chain) {
      chain.ders.emplace_back(CRYPTO_BUFFER_data(buffer.get()), CRYPTO_BUFFER_len(buffer.get()));
    }
    chain.identities.push_back(*pki::ReferenceIdentity::Parse(host));
    if (!chain.ders.empty()) chains_.push_back(std::move(chain));
  }

  pki::ChainJudge JudgeWith(size_t cache_entries) const {
    return pki::ChainJudge(pki::ChainVerifier(anchors_, {}, pki::Rules::kPrivate, {}, cache_entries), {});
  }

  static std::string Judged(const pki::ChainJudge& judge, probe::CertificateCache& cache, const Chain& chain) {
    std::vector<pki::SentCertificate> sent;
    for (size_t i = 0; i < chain.ders.size(); ++i) {
      auto parsed = i == 0 ? x509::Certificate::Parse(chain.ders[i]) : cache.Parse(chain.ders[i]);
      pki::SentCertificate& one = sent.emplace_back();
      if (parsed.ok()) one.certificate = *parsed;
      if (!parsed.ok()) one.parse_error = std::string(parsed.status().message());
    }
    const pki::ChainJudgement judgement = judge.Judge(sent, chain.identities, kNow);
    std::string text = judgement.trusted ? "trusted" : "not trusted";
    for (const pki::Finding& finding : judgement.findings) {
      text += "; " + std::string(pki::FindingCodeName(finding.code)) + " " + finding.message + " " + finding.expected +
              " " + finding.actual + (finding.depth ? " @" + std::to_string(*finding.depth) : "");
    }
    for (const pki::PathElement& element : judgement.path) text += "; " + element.certificate->subject().text();
    return text;
  }

  std::unique_ptr<LabPki> pki_;
  std::shared_ptr<const pki::TrustAnchors> anchors_;
  std::vector<Credentials> credentials_;
  std::vector<Chain> chains_;
};

// What is known of certificates that others sent before is used again, and changes nothing: not in whatever order.
TEST_F(LabPkiTest, WhatIsRememberedFromOneEndpointToTheNextChangesNoJudgement) {
  ASSERT_GT(chains_.size(), size_t{20} * kEach);
  std::vector<std::string> fresh;
  for (const Chain& chain : chains_) {
    probe::CertificateCache nothing;
    fresh.push_back(Judged(JudgeWith(0), nothing, chain));
  }
  const pki::ChainJudge judge = JudgeWith(4096);
  probe::CertificateCache cache;
  for (int round = 0; round < 2; ++round) {
    for (size_t i = 0; i < chains_.size(); ++i) EXPECT_EQ(Judged(judge, cache, chains_[i]), fresh[i]) << i;
  }
  EXPECT_GT(cache.size(), 0u);
  const pki::ChainJudge backward = JudgeWith(4096);
  probe::CertificateCache other_cache;
  for (size_t i = chains_.size(); i > 0; --i) EXPECT_EQ(Judged(backward, other_cache, chains_[i - 1]), fresh[i - 1]);
}

TEST_F(LabPkiTest, TheIssuingCaCanBeHandedOut) {
  const auto certificates = *x509::ParseCertificateFile(pki_->IssuingPem());
  ASSERT_EQ(certificates.size(), 1u);
  const absl::StatusOr<base::SecretText> pem = pki_->IssuingKeyPem();
  ASSERT_TRUE(pem.ok()) << pem.status();
  const auto key = x509::PrivateKey::FromPem(pem->view());
  ASSERT_TRUE(key.ok() && key->has_value());
  EXPECT_TRUE(x509::CheckSigner(*certificates[0], **key).ok());
}

}  // namespace
}  // namespace certsweep::lab
