# The build image: the run image with the JDK that BP_PIO_INVENTORY names in builder.toml.
FROM predictionio-stack/run
USER 0:0
COPY jdk.tar.gz jdk.toml /opt/predictionio-stack/
ENV CNB_USER_ID=1000 CNB_GROUP_ID=1000
USER 1000:1000
