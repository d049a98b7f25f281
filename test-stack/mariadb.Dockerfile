# MariaDB for the tests of the storage, made on the image with PostgreSQL, which knows the machine's way to Debian's packages.
# It understands the settings of the official image that the tests need (see mariadb-entry).
FROM predictionio-stack/postgres
USER root
RUN export DEBIAN_FRONTEND=noninteractive \
 && apt-get -q update \
 && apt-get -q install --yes --no-install-recommends mariadb-server \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/archives/*.deb /var/lib/mysql/*
COPY mariadb-entry /usr/local/bin/mariadb-entry
USER mysql
EXPOSE 3306
ENTRYPOINT ["/usr/local/bin/mariadb-entry"]
