// ReplaceTest: the lab's appliances, Debian's lighttpd and sshd, each on an address of its own, each with a self-signed
// server.pem; and `certsweep replace` as a process beside them. A test is passed over where the programs are missing.
#ifndef CERTSWEEP_TESTS_INTEGRATION_REPLACE_FIXTURE_H_
#define CERTSWEEP_TESTS_INTEGRATION_REPLACE_FIXTURE_H_

#include <memory>
#include <string>
#include <vector>

#include "bench/lab/appliance_estate.h"
#include "tests/integration/scan_fixture.h"

namespace certsweep::integration {

using Words = std::vector<std::string>;

// What openssl says of a handshake that must be right for `check`, options of `s_client`.
std::string Handshake(const lab::Appliance& appliance, const std::string& root, const std::string& check);

class ReplaceTest : public ScanTest {
 protected:
  void SetUp() override;

  // In the test's folder, on addresses that no other test is likely to have; with keys that are quick to make.
  void StartAppliances(int count, const std::string& key_type = "ec:P-256");
  lab::Appliance& Appliance(size_t index = 0) { return *estate_->appliances()[index]; }
  std::string Root() const { return Path(lab::kRootFile); }
  // The one key for all appliances.
  void EncryptIdentity(const std::string& passphrase) const;

  void ReplaceInConfig(const std::string& old, const std::string& text);
  // Has a program of the shell sign with the lab's CA: `before` is run first, with $1, the CSR, $2, the certificate to
  // be, $3, the host, and $ca, the folder of all; `options` go to `openssl x509`.
  void SignByProgram(const std::string& before = {}, const std::string& options = {});

  ScanResult ScanEstate() { return Scan({"-t", "estate.csv", "--config", "certsweep.toml", "-f", "jsonl", "-q"}); }
  ProcessOptions ReplaceProcess(const Words& arguments);
  ScanResult Replace(const Words& arguments);
  // Of each job, in order.
  Words States();

  std::unique_ptr<lab::ApplianceEstate> estate_;

 private:
  int replaces_ = 0;
};

}  // namespace certsweep::integration

#endif  // CERTSWEEP_TESTS_INTEGRATION_REPLACE_FIXTURE_H_
