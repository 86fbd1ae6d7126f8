// A network that leads nowhere, for tests of what is meant for real ones. Linux alone.
#ifndef CERTSWEEP_TESTS_INTEGRATION_PRIVATE_NETWORK_H_
#define CERTSWEEP_TESTS_INTEGRATION_PRIVATE_NETWORK_H_

#include <map>
#include <string>

namespace certsweep::integration {

// From now on this process and its children have a network of their own, with loopback alone, on which all of 10/8 lies
// too: nothing listens there unless a test does, and no packet leaves the machine. Names are those in `hosts`
// (name -> address); no name server answers. `folder` keeps the files that say so. To be called while the process has
// one thread. Returns what kept it from that, empty: nothing; then nothing may be sent.
std::string EnterPrivateNetwork(const std::map<std::string, std::string>& hosts, const std::string& folder);

}  // namespace certsweep::integration

#endif  // CERTSWEEP_TESTS_INTEGRATION_PRIVATE_NETWORK_H_
