// Cases of path validation as data: what is sent, what is trusted, and what each set of rules has to say. Judged by the
// same code as a scan, and once more as a line of `certsweep verify --batch`.
#ifndef CERTSWEEP_TESTS_ENGINE_PKI_SUITES_SUITE_CASE_H_
#define CERTSWEEP_TESTS_ENGINE_PKI_SUITES_SUITE_CASE_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/pki/chain_judge.h"
#include "tests/engine/pki/suites/suite_certificates.h"
#include "tests/support/test_certificates.h"

namespace certsweep::pki::suites {

// All that a verifier is given.
struct Scene {
  std::vector<test::TestCertificate> sent;  // leaf first
  std::vector<test::TestCertificate> roots;
  std::string name = kServer;  // empty: none is judged
  int64_t time = test::kTestTime;
  std::optional<int> max_depth = {};
  std::vector<std::string> crls = {};  // DER
};

// "trusted" or "refused", then every finding that counts, by depth and code: "refused; expired 1, name_mismatch 0",
// with "warn" before what is only a warning.
inline constexpr char kTrusted[] = "trusted";
inline std::string Refused(std::string_view findings) { return "refused; " + std::string(findings); }
inline std::string TrustedBut(std::string_view findings) { return "trusted; " + std::string(findings); }

struct Outcomes {
  std::string rfc5280, webpki, priv;
};
inline Outcomes Everywhere(const std::string& outcome) { return {outcome, outcome, outcome}; }
// Bad form, which the private rules let pass.
inline Outcomes StrictlyRefused(std::string_view findings) { return {Refused(findings), Refused(findings), kTrusted}; }
inline Outcomes RefusedByWebPki(std::string_view findings) { return {kTrusted, Refused(findings), kTrusted}; }

struct Case {
  std::string id;   // in plain words
  std::string odd;  // what is odd about it, and what follows
  std::function<Scene()> make;
  Outcomes expected;
};

std::string OutcomeText(bool trusted, const Findings& findings);

// The scene as ChainJudge sees it. A CRL that can't be read makes the case one that can't be read.
ChainJudgement Judge(const Scene& scene, Rules rules);

// What `certsweep verify --batch` answers to the scene, as OutcomeText; `time` in place of the scene's, where it is not
// empty.
std::string BatchOutcome(const Scene& scene, Rules rules, const std::string& time = {});

// The scene as a line of `certsweep verify --batch`, without its end.
std::string BatchLine(const Scene& scene, const std::string& id);
// Its answer, as OutcomeText.
std::string AnswerText(const std::string& answer);

// Fails unless the path is one: each link signed by the next and by its name, all in force, up to a root of the scene.
void ExpectSoundPath(const ChainJudgement& judgement, const Scene& scene);

// Every case under every set of rules, both ways; and it must be stored (case_files.h).
void RunCases(std::span<const Case> cases);

}  // namespace certsweep::pki::suites

#endif  // CERTSWEEP_TESTS_ENGINE_PKI_SUITES_SUITE_CASE_H_
