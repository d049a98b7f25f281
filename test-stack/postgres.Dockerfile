# PostgreSQL for the demo and the tests, with the settings of the official image that they need (see postgres-entry).
FROM predictionio-stack/base
COPY apt.conf /etc/apt/apt.conf.d/90stack
COPY ca-certificates/ /usr/local/share/ca-certificates/
# The cluster that Debian would make at installation is not the one that postgres-entry makes.
RUN update-ca-certificates \
 && export DEBIAN_FRONTEND=noninteractive \
 && apt-get -q update \
 && apt-get -q install --yes --no-install-recommends postgresql-common \
 && sed -i 's/^#create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf \
 && apt-get -q install --yes --no-install-recommends postgresql \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/archives/*.deb \
 && install -d -m 700 -o postgres -g postgres /var/lib/postgresql/data
COPY postgres-entry /usr/local/bin/postgres-entry
USER postgres
EXPOSE 5432
ENTRYPOINT ["/usr/local/bin/postgres-entry"]
